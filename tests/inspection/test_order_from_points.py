"""From the points of a site to an order that rests on them: offered to who may give one, once the office sees the points."""

from __future__ import annotations

import pytest

from inspection.assessing import services
from tests.inspection.boards import answer, begin, put_in_force, reviewed
from tests.office import NOW, build_office, case_in, forms_of, site_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(settings):
    settings.CLOCK_PIN = NOW.isoformat()
    return build_office()


@pytest.fixture
def row(office):
    site = site_of(case_in(office, "filed"))
    put_in_force()
    return begin(office, site)


def link(office, row, who):
    page = office.client(who).get(f"/desk/inspections/assessments/{row.number}/").content.decode()
    address = f"/desk/inspections/new/?site={row.site.code}&amp;assessment={row.number}"
    return f'<a class="btn" href="{address}">下达整改通知</a>' in page


def test_the_way_to_an_order_is_there_once_the_office_sees_the_points(office, row):
    assert not link(office, row, "district"), "the first column is not handed in"
    answer(row, office)
    services.hand_in_assessment(row.pk, actor=office.actor("keeper"), now=NOW)
    assert {who: link(office, row, who) for who in ("district", "city", "keeper", "auditor")} == {
        "district": True,
        "city": True,
        "keeper": False,
        "auditor": False,
    }


def test_it_stays_when_nobody_may_answer_any_more_and_leads_to_the_form(office, row):
    services.conclude_assessment(reviewed(office, row).pk, actor=office.actor("city"), now=NOW)
    assert link(office, row, "district")
    page = office.client("district").get(
        f"/desk/inspections/new/?site={row.site.code}&assessment={row.number}"
    )
    assert any("problem_1" in form.names for form in forms_of(page))
    assert f"评定 {row.number}" in page.content.decode()


def test_an_acceptance_waits_for_whoever_looks_and_is_not_called_a_review(office):
    put_in_force()
    case = case_in(office, "acceptance", name="验收驿站")
    page = (
        office.client("district")
        .get(f"/desk/inspections/assessments/{case.assessment.number}/")
        .content.decode()
    )
    assert "待验收评分" in page and "待区(市)复核" not in page
