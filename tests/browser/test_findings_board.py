"""The board of findings and the findings on the file of a site: open to everybody, on the phone and at the desk."""

from __future__ import annotations

from datetime import timedelta

import pytest

from inspection.models import Finding
from inspection.watching.services import run_checks
from tests.browser.test_imports import looked_at
from tests.office import NOW
from tests.sites.public_sites import opened_site


@pytest.fixture
def office(office):
    ended, soon = (NOW.date() + timedelta(days=days) for days in (-40, 10))
    opened_site(office.primary, "五四广场户外劳动者驿站", agreement_ends_on=ended)
    opened_site(office.primary, "海尔路爱心妈妈小屋", site_type="nursing_room", agreement_ends_on=soon)
    opened_site(office.licang_primary, "李村户外劳动者驿站", district="370213", agreement_ends_on=ended)
    run_checks(clock=lambda: NOW, only=["agreement_ended", "agreement_ending", "officer_missing"])
    return office


def test_a_number_of_the_board_leads_to_its_rows_and_a_row_to_the_file_of_the_site(visit, office):
    visitor = visit().be(office.client("city"))
    visitor.go("/desk/findings/")
    looked_at(visitor, "findings")
    visitor.page.locator("tr", has_text="共建协议即将到期").first.locator("a").first.click()
    assert "海尔路爱心妈妈小屋" in visitor.text
    assert "李村户外劳动者驿站" not in visitor.text
    visitor.page.locator("table.list--cards a").first.click()
    assert "续签后" in visitor.text
    looked_at(visitor, "findings-of-site")
    assert Finding.objects.count() == 3
