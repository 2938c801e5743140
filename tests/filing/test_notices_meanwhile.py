"""A notice is told while a change of the same site is being decided: both hold afterwards."""

from __future__ import annotations

import pytest

from filing import services
from filing.models import Filing
from sites.models import ServiceSite
from sites.services import Sender, announce_closure, correct_facts
from tests.factories import NOW, Office, build_office, filing_in, follow_up, walk

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Office:
    return build_office()


def change_under_check(office: Office, **facts: object) -> Filing:
    """A change that was handed in and waits for the district."""
    keeper = office.actor("keeper")
    case = follow_up(filing_in("filed", office), "change", keeper)
    case = services.save_section(case.pk, facts, seen=case.revision, actor=keeper, now=NOW)
    return walk(Filing.objects.get(pk=case.pk), "submit", office)


def site_of(case: Filing) -> ServiceSite:
    return ServiceSite.objects.select_related("version").get(pk=case.site_id)


def test_a_telephone_that_was_put_right_meanwhile_stays_right(office: Office) -> None:
    case = change_under_check(office, directions="西门进。")
    phone = {"public_phone": "0532-80000000"}
    correct_facts(case.site_id, "phone", phone, by=Sender(office.actor("keeper"), NOW))
    walk(case, "decide_change", office)
    version = site_of(case).version
    assert (version.directions, version.public_phone) == ("西门进。", "0532-80000000")


def test_what_the_case_itself_changes_is_decided_as_it_was_proposed(office: Office) -> None:
    case = change_under_check(office, public_phone="0532-81111111")
    phone = {"public_phone": "0532-80000000"}
    correct_facts(case.site_id, "phone", phone, by=Sender(office.actor("keeper"), NOW))
    walk(case, "decide_change", office)
    assert site_of(case).version.public_phone == "0532-81111111"


def test_a_draft_begun_before_a_notice_is_brought_up_to_date_first(office: Office) -> None:
    keeper = office.actor("keeper")
    case = follow_up(filing_in("filed", office), "change", keeper)
    case = services.save_section(
        case.pk, {"directions": "西门进。"}, seen=case.revision, actor=keeper, now=NOW
    )
    phone = {"public_phone": "0532-80000000"}
    correct_facts(case.site_id, "phone", phone, by=Sender(keeper, NOW))
    case = Filing.objects.get(pk=case.pk)
    problems = services.problems_before_submit(case, NOW.date())
    assert any("更新到最新资料" in each for each in problems)
    services.bring_up_to_date(case.pk, seen=case.revision, actor=keeper, now=NOW)
    assert Filing.objects.get(pk=case.pk).version.public_phone == "0532-80000000"


def test_a_change_decided_during_a_closure_leaves_the_site_closed(office: Office) -> None:
    case = change_under_check(office, directions="西门进。")
    by = Sender(office.actor("keeper"), NOW)
    announce_closure(case.site_id, starts_at=NOW, ends_at=None, reason="内部装修", by=by)
    walk(Filing.objects.get(pk=case.pk), "decide_change", office)
    assert site_of(case).state == "suspended"
