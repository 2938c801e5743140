"""What cases give to the desk and to whoever checks a paper."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.registry import NEXT_STEPS, Inbox
from filing.inbox import cases_inbox
from filing.models import Filing
from filing.services import sign_filing
from filing.verification import verified_filing_number, verified_receipt
from tests.desks import desk_from
from tests.factories import NOW, actor_of
from tests.office import Office, build_office, case_in, draft_of

pytestmark = pytest.mark.django_db

STATES = (
    "draft",
    "district_check",
    "returned",
    "acceptance",
    "reacceptance",
    "city_filing",
    "filed",
    "refused",
)


@pytest.fixture
def office() -> Office:
    return build_office()


def desk(office: Office, who: str, now: Any = NOW) -> Inbox:
    return desk_from(cases_inbox, actor_of(office.people[who]), now)


def waiting(office: Office, who: str) -> list[str]:
    return [item.reason for item in desk(office, who).waiting]


def test_each_role_sees_what_it_can_move(office: Office) -> None:
    for state in STATES:
        case_in(office, state)
    assert sorted(waiting(office, "keeper")) == sorted(["草稿,填完后提交", "已退回,请补正后重新提交"])
    assert sorted(waiting(office, "district")) == sorted(["待审核资料", "待实地验收", "整改后待复验"])
    assert waiting(office, "city") == ["待签批"]
    for who in ("district2", "finance", "auditor"):
        assert waiting(office, who) == []


def test_who_signed_or_wrote_no_longer_sees_the_case_as_his(office: Office) -> None:
    filing = case_in(office, "city_filing")
    sign_filing(filing.pk, actor=actor_of(office.people["city"]), now=NOW)
    assert waiting(office, "city") == []
    assert waiting(office, "city2") == ["待签批"]


def test_the_most_urgent_comes_first_with_its_days_in_words(office: Office) -> None:
    case_in(office, "acceptance", name="不急的驿站")
    case_in(office, "district_check", name="着急的驿站")
    items = desk(office, "district").waiting
    assert [item.title for item in items] == ["着急的驿站", "不急的驿站"]
    assert items[0].due_words == "还剩 5 个工作日(2026年10月19日 17:30 前)"


def test_desk_list_and_case_say_a_deadline_in_the_same_words(office: Office, settings: Any) -> None:
    settings.CLOCK_PIN = NOW.isoformat()
    filing = case_in(office, "district_check")
    words = desk(office, "district").waiting[0].due_words
    client = office.client("district")
    for address in (reverse("desk"), reverse("filings"), reverse("filing", args=[filing.number])):
        assert words in client.get(address).content.decode(), address


def test_a_case_soon_due_elsewhere_stands_under_upcoming(office: Office) -> None:
    case_in(office, "district_check")
    assert not desk(office, "keeper").upcoming
    late = desk(office, "keeper", NOW + timedelta(days=4))
    assert [item.reason for item in late.upcoming] == ["待区(市)审核,即将到期"]


def test_finance_and_auditors_are_not_told_of_what_others_are_late_with(office: Office) -> None:
    """An auditor looks at what was decided; finance does that where a payment follows."""
    case_in(office, "district_check")
    case_in(office, "filed")
    late = NOW + timedelta(days=20)
    shown = {who: desk(office, who, late) for who in ("city", "finance", "auditor")}
    assert {who: len(inbox.upcoming) for who, inbox in shown.items()} == {
        "city": 1,
        "finance": 0,
        "auditor": 0,
    }
    assert {who: len(inbox.done) for who, inbox in shown.items()} == {"city": 1, "finance": 0, "auditor": 1}


def test_decided_cases_stand_under_done_for_a_month(office: Office) -> None:
    case_in(office, "filed")
    case_in(office, "refused")
    assert {item.tag for item in desk(office, "keeper").done} == {"已备案", "暂不备案"}
    assert desk(office, "keeper", NOW + timedelta(days=40)).done == []


def test_the_inbox_asks_as_often_for_three_cases_as_for_one(office: Office) -> None:
    actor = actor_of(office.people["district"])
    counts = []
    for _ in range(2):
        case_in(office, "acceptance")
        desk_from(cases_inbox, actor, NOW)
        with CaptureQueriesContext(connection) as seen:
            desk_from(cases_inbox, actor, NOW)
        counts.append(len(seen))
        case_in(office, "acceptance")
    assert counts[0] == counts[1] <= 6


def test_every_state_says_its_next_step(office: Office) -> None:
    step_of = NEXT_STEPS["filing"]
    for state in (*STATES, "withdrawn"):
        step = step_of(Filing.objects.get(pk=case_in(office, state).pk), NOW)
        assert step is not None
        assert step.what
        assert step.who
    assert step_of(office.city, NOW) is None


def test_a_receipt_is_genuine_with_its_token_only(office: Office) -> None:
    filing = case_in(office, "acceptance")
    found = verified_receipt(filing.number, filing.verify_token.lower())
    assert found is not None
    assert (found.kind, found.state, found.issued_on) == ("《收件回执》", "待验收", NOW.date())
    for number, token in (
        (filing.number, ""),
        (filing.number, "X" * 16),
        ("BA2026-999999", filing.verify_token),
    ):
        assert verified_receipt(number, token) is None


def test_a_paper_bears_the_legal_day(office: Office) -> None:
    filing = case_in(office, "acceptance")
    early = NOW.replace(hour=1)
    Filing.objects.filter(pk=filing.pk).update(submitted_at=early)
    found = verified_receipt(filing.number, filing.verify_token)
    assert found is not None
    assert found.issued_on == early.date()


def test_a_draft_has_nothing_to_verify(office: Office) -> None:
    filing = draft_of(office)
    assert verified_receipt(filing.number, filing.verify_token) is None


def test_a_filing_number_is_genuine_once_it_was_given(office: Office) -> None:
    filing = case_in(office, "filed")
    found = verified_filing_number(filing.filing_number, filing.verify_token)
    assert found is not None
    assert (found.number, found.state) == ("370202-HWYZ-2026-0001", "已备案")
    assert verified_filing_number(filing.filing_number, "wrong") is None
