"""Who passed a case on by mistake takes it back, until somebody has gone on with it; the clock is as it was."""

from __future__ import annotations

from datetime import timedelta

import pytest

from core.models import AuditEntry, OwedMessage
from core.policy import NotAllowed
from core.workflow import NoteMissing, TransitionRefused
from filing.models import Filing, SignOff
from filing.services import recall_filing, withdraw_filing
from filing.services.escalating import escalate_lapsed
from filing.transitions import FILING, RECALLS
from tests.factories import NOW, actor_of, build_office, filing_in, follow_up, person, walk

pytestmark = pytest.mark.django_db

LATER = NOW + timedelta(days=1)
CLOCK = ("due_on", "due_closing", "due_is_provisional", "state_since", "workdays_spent", "escalated_at")


@pytest.fixture
def office():
    return build_office()


def fresh(case):
    return Filing.objects.get(pk=case.pk)


def clock_of(case):
    return [getattr(fresh(case), name) for name in CLOCK]


def recall(case, action, actor, note="点错了。"):
    return recall_filing(case.pk, action, actor=actor, now=LATER, note=note)


def offered(actor, case):
    return [
        each.edge.action for each in FILING.actions_for(actor, fresh(case)) if each.edge.action in RECALLS
    ]


def test_a_passed_case_comes_back_with_its_clock(office):
    case = filing_in("district_check", office)
    before = clock_of(case)
    walk(case, "pass_check", office, now=NOW + timedelta(hours=3))
    back = recall(case, "recall_pass_check", office.actor("district"))
    assert (back.state, clock_of(case)) == ("district_check", before)
    entry = AuditEntry.objects.get(action="filing.recall_pass_check")
    assert (entry.before, entry.after, entry.note) == ("acceptance", "district_check", "点错了。")


def test_days_spent_before_a_letter_are_kept(office):
    case = filing_in("returned", office)
    for step in ("mend", "settle"):
        case = walk(case, step, office, now=NOW + timedelta(days=2))
    before = clock_of(case)
    walk(case, "pass_check", office, now=NOW + timedelta(days=3))
    recall(case, "recall_pass_check", office.actor("district"))
    assert clock_of(case) == before


def test_a_forwarded_cancellation_comes_back(office):
    case = walk(follow_up(filing_in("filed", office), "cancel", office.actor("keeper")), "submit", office)
    before = clock_of(case)
    walk(case, "forward", office)
    assert recall(case, "recall_forward", office.actor("district")).state == "district_check"
    assert clock_of(case) == before


def test_a_signature_is_taken_back_and_can_be_given_again(office):
    case = filing_in("city_filing", office)
    before = clock_of(case)
    walk(case, "sign", office)
    back = recall(case, "recall_sign", office.actor("city"))
    assert (back.state, back.signed_levels, SignOff.objects.count()) == ("city_filing", 0, 0)
    assert clock_of(case) == before
    assert walk(fresh(case), "sign", office).signed_levels == 1


@pytest.mark.parametrize("step", ["visit_pass", "withdraw", "note"])
def test_what_somebody_went_on_with_is_not_taken_back(office, step):
    case = filing_in("acceptance" if step != "note" else "city_filing", office)
    action = "recall_pass_check"
    if step == "note":
        walk(case, "sign", office)
        action = "recall_sign"
    if step == "withdraw":
        withdraw_filing(case.pk, actor=office.actor("district"), now=NOW, note="场地有变。")
    else:
        walk(fresh(case), step, office)
    actor = office.actor("city" if step == "note" else "district")
    assert offered(actor, case) == []
    with pytest.raises(TransitionRefused):
        recall(case, action, actor)


def test_nobody_else_takes_it_back_and_no_reason_is_no_recall(office):
    case = filing_in("acceptance", office)
    colleague = actor_of(person("colleague", "district", office.tree.south))
    with pytest.raises(NotAllowed, match="刚才办理"):
        recall(case, "recall_pass_check", colleague)
    with pytest.raises(NoteMissing):
        recall(case, "recall_pass_check", office.actor("district"), note=" ")
    assert fresh(case).state == "acceptance"


def test_a_decision_is_never_taken_back(office):
    case = filing_in("filed", office)
    assert offered(office.actor("city2"), case) == []
    for action in RECALLS:
        with pytest.raises((TransitionRefused, NotAllowed)):
            recall(case, action, office.actor("city2"))


def test_who_was_told_that_it_is_his_turn_is_told_that_it_is_not(office):
    case = filing_in("district_check", office)
    walk(case, "pass_check", office)
    person("other_inspector", "district", office.tree.south)
    recall(case, "recall_pass_check", office.actor("district"))
    told = OwedMessage.objects.filter(subject__endswith="已被上一环节取回,暂不用办理")
    assert list(told.values_list("is_urgent", flat=True)) == [False]


def test_a_reminder_of_the_system_does_not_end_it(office):
    case = filing_in("acceptance", office)
    assert escalate_lapsed(now=LATER + timedelta(days=60)) == 1
    assert offered(office.actor("district"), case) == ["recall_pass_check"]
