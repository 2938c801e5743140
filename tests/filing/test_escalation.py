"""A lapsed period is told to the office above, once, as the page had said, and decides nothing."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from core.clock import LEGAL_ZONE
from core.models import AuditEntry, OwedMessage
from filing.deadlines import due_moment_of, time_left
from filing.models import Filing
from filing.next_steps import escalation_of, next_step
from filing.services.escalating import escalate_lapsed
from filing.tasks import tell_lapsed
from rulebook.selectors import load_calendar
from tests.factories import NOW, build_office, filing_in, walk

pytestmark = pytest.mark.django_db


@pytest.fixture
def office():
    return build_office()


@pytest.fixture
def case(office):
    """Handed in on Monday 12 October 2026, due on Monday the 19th at 17:30."""
    return filing_in("district_check", office)


CLOSING = datetime(2026, 10, 19, 17, 30, tzinfo=LEGAL_ZONE)


def fresh(case):
    return Filing.objects.select_related("site", "version").get(pk=case.pk)


def test_nothing_is_told_before_the_closing_moment_and_once_at_it(office, case):
    assert due_moment_of(case) == CLOSING
    assert escalate_lapsed(now=CLOSING - timedelta(seconds=1)) == 0
    assert escalate_lapsed(now=CLOSING) == 1
    assert escalate_lapsed(now=CLOSING + timedelta(days=3)) == 0
    case = fresh(case)
    assert (case.state, case.escalated_at) == ("district_check", CLOSING)
    told = OwedMessage.objects.filter(subject__contains="已超期")
    assert set(told.values_list("recipient_id", flat=True)) == {
        office.district.pk,
        office.city.pk,
        office.city2.pk,
    }
    entry = AuditEntry.objects.get(action="filing.escalate")
    assert (entry.actor_id, entry.details["due"]) == (None, CLOSING.isoformat())


def test_the_page_says_beforehand_what_the_job_does(case):
    step = next_step(case, load_calendar(), NOW)
    assert step.lapse.startswith(
        "2026年10月19日 17:30 仍未办理的,系统提醒承办工会和上级工会,不会自动通过或退回。"
    )
    assert escalation_of(case).at == CLOSING


def test_the_page_no_longer_announces_what_has_been_done_and_says_what_follows(case):
    escalate_lapsed(now=CLOSING)
    lapse = next_step(fresh(case), load_calendar(), CLOSING).lapse
    assert "仍未办理的,系统提醒" not in lapse
    assert lapse.startswith("已超期,系统已于2026年10月19日提醒承办工会和上级")


def test_a_provisional_day_says_what_it_waits_for(case):
    type(case).objects.filter(pk=case.pk).update(due_is_provisional=True)
    step = next_step(fresh(case), load_calendar(), CLOSING + timedelta(days=9))
    assert "超期" not in step.when and "期限还没有确定" in step.when
    assert (
        step.lapse == "2026年放假安排还没有录入,由系统管理员录入后自动重新计算;在此之前系统不按这个期限催办。"
    )


def test_who_acts_in_time_hears_nothing(office, case):
    walk(case, "pass_check", office, now=CLOSING - timedelta(minutes=1))
    assert escalate_lapsed(now=CLOSING) == 0


def test_a_new_state_has_a_new_period(office, case):
    escalate_lapsed(now=CLOSING)
    case = walk(fresh(case), "pass_check", office, now=CLOSING + timedelta(hours=1))
    assert fresh(case).escalated_at is None
    assert escalation_of(fresh(case)).at > CLOSING


def test_the_clock_of_a_returned_case_lapses_for_nobody(office, case):
    case = walk(case, "return", office)
    assert escalation_of(case) is None
    assert escalate_lapsed(now=CLOSING + timedelta(days=90)) == 0


def test_a_provisional_date_binds_nobody(case):
    Filing.objects.filter(pk=case.pk).update(due_is_provisional=True)
    assert escalation_of(fresh(case)) is None
    assert escalate_lapsed(now=CLOSING + timedelta(days=3)) == 0


def test_the_task_asks_the_clock_and_is_safe_twice(case, settings):
    settings.CLOCK_PIN = CLOSING.isoformat()
    assert (tell_lapsed(), tell_lapsed()) == (1, 0)


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        (datetime(2026, 10, 19, 17, 29, 59, tzinfo=LEGAL_ZONE), "今天到期(2026年10月19日 17:30 前)"),
        (datetime(2026, 10, 19, 17, 30, tzinfo=LEGAL_ZONE), "已到期(2026年10月19日 17:30 前)"),
        (datetime(2026, 10, 20, 9, tzinfo=LEGAL_ZONE), "已超期 1 个工作日(2026年10月19日 17:30 前)"),
        (datetime(2026, 10, 17, 9, tzinfo=LEGAL_ZONE), "还剩 1 个工作日(2026年10月19日 17:30 前)"),
    ],
)
def test_the_last_minute_is_told_to_the_minute(case, moment, words):
    assert time_left(case, load_calendar(), moment).words == words


def test_the_weekend_after_a_friday_is_late_not_today(case):
    Filing.objects.filter(pk=case.pk).update(due_on="2026-10-16")
    saturday = datetime(2026, 10, 17, 9, tzinfo=LEGAL_ZONE)
    assert time_left(fresh(case), load_calendar(), saturday).words == "已到期(2026年10月16日 17:30 前)"


def test_a_stopped_clock_goes_on_with_what_was_left(office, case):
    """Five working days: two are used up before the letter, three are left when the answer comes."""
    thursday, monday = NOW + timedelta(days=3), NOW + timedelta(days=7)
    case = walk(case, "return", office, now=thursday)
    assert case.workdays_spent == 2
    case = walk(case, "mend", office, now=monday)
    assert (case.due_on.isoformat(), case.workdays_spent) == ("2026-10-22", 2)
