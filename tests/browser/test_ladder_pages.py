"""The ladder as people see it: announced on the file of a site, objected to, signed after a preview, on phone and desk."""

from __future__ import annotations

from datetime import timedelta

import pytest

from core.actor import SYSTEM
from inspection.models import Consequence, Rectification
from rulebook.services import seed_calendars
from tests.browser.test_imports import looked_at
from tests.browser.visitor import DESK, PHONE
from tests.inspection.ladders import after, found_on, known_check, nights, the
from tests.office import NOW, case_in, site_of


@pytest.fixture
def site(office):
    """Its finding is as old as it must be for a signature on the day of the tests."""
    seed_calendars(actor=SYSTEM, now=NOW)
    site = site_of(case_in(office, "filed"))
    with known_check():
        first = NOW - timedelta(days=40)
        found_on(site, first)
        nights(first, 1)
        nights(after(15, first), 1)
        yield site


def test_who_may_sign_sees_what_follows_and_signs_on_one_page(visit, office, site):
    row = the("rectify", site)
    desk = visit(width=DESK).be(office.client("district"))
    desk.go("/desk/consequences/")
    looked_at(desk, "consequences")
    desk.click("签批(可签批 1 项)")
    looked_at(desk, "consequences-sign")
    desk.click("预览所选")
    assert "还没有选择要签批的措施" in desk.text
    desk.click(desk.page.get_by_role("link", name="预览本组 1 项"))
    assert "将签批 1 项" in desk.text
    looked_at(desk, "consequences-preview")
    desk.click("签批这 1 项")
    assert "已签批 1 项" in desk.text
    looked_at(desk, "consequences-signed")
    assert Rectification.objects.get().site_id == site.pk
    desk.go(f"/desk/inspections/{Rectification.objects.get().number}/")
    assert "逾期未完成整改的" in desk.text
    looked_at(desk, "order-ahead")
    assert Consequence.objects.get(pk=row.pk).signed_by == office.people["district"]


def test_a_keeper_reads_it_on_the_phone_and_objects_without_script(visit, office, site):
    row = the("rectify", site)
    phone = visit(width=PHONE, script=False).be(office.client("keeper"))
    phone.go(f"/desk/sites/{site.code}/")
    assert "签批限期整改" in phone.text and "告知期已满,可以签批" in phone.text
    phone.wide(PHONE)
    phone.go(f"/desk/consequences/{row.pk}/")
    phone.wide(PHONE)
    assert not phone.scrolls_sideways(), phone.widest()
    assert "有不同意见的,阵地负责人可以在签批前提出异议" in phone.text
