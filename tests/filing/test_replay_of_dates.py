"""The date of every open case follows from what is stored beside it, also after a letter and after a new notice."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest

from core.actor import SYSTEM
from core.clock import LEGAL_ZONE
from core.registry import RECOMPUTERS
from filing.models import Filing
from filing.replay import replay_due_dates
from filing.services import recall_filing
from rulebook.selectors import load_calendar
from rulebook.services.calendars import import_calendar_year
from tests.factories import NOW, build_office, filing_in, walk
from tests.filing.test_settling import LATE, notice

pytestmark = pytest.mark.django_db


@pytest.fixture
def office():
    return build_office()


@pytest.fixture
def case(office):
    return filing_in("district_check", office)


def test_cases_in_every_open_state_are_worked_out_again(office):
    for number, state in enumerate(
        ("district_check", "returned", "acceptance", "reacceptance", "city_filing")
    ):
        filing_in(state, office, name=f"第{number}驿站", address=f"文登路{number}号")
    filing_in("withdrawn", office)
    assert replay_due_dates().replayed == 5
    assert replay_due_dates().differing == ()


def test_days_used_up_before_a_letter_and_a_case_taken_back_follow_too(office):
    then = NOW + timedelta(days=3)
    case = walk(
        walk(filing_in("district_check", office), "return", office, now=then), "mend", office, now=then
    )
    assert case.workdays_spent > 0
    case = walk(case, "settle", office, now=then)
    walk(case, "pass_check", office, now=then)
    recall_filing(case.pk, "recall_pass_check", actor=office.actor("district"), now=then, note="点错了。")
    assert replay_due_dates().differing == ()


def test_a_date_stays_with_the_calendar_that_it_was_counted_by(office):
    sooner = datetime(2026, 12, 21, 10, tzinfo=LEGAL_ZONE)
    certain = filing_in("district_check", office, now=sooner)
    import_calendar_year(notice(), actor=SYSTEM, now=LATE)
    waits = filing_in("district_check", office, now=LATE, name="第二驿站", address="文登路2号")
    # A correction moves no date that was certain, and each is worked out over the notices of its own day.
    import_calendar_year(notice("2027-01-04"), actor=SYSTEM, now=LATE)
    assert not Filing.objects.get(pk=certain.pk).due_is_provisional
    assert Filing.objects.get(pk=waits.pk).calendar_version != load_calendar().label
    assert replay_due_dates().differing == ()
    Filing.objects.filter(pk=waits.pk).update(calendar_version=load_calendar().label)
    assert len(replay_due_dates().differing) == 1


@pytest.mark.parametrize(
    ("column", "value", "sentence"),
    [
        ("due_on", date(2026, 10, 30), "期限保存的是 2026-10-30 ,重新计算为"),
        ("due_on", None, "期限保存的是空,重新计算为"),
        ("due_closing", time(12), "截止时刻保存的是 12:00:00 ,重新计算为"),
        ("due_is_provisional", True, "是否暂定保存的是暂定,重新计算为确定"),
        ("state_since", NOW - timedelta(days=9), "到达)"),
        ("workdays_spent", 2, "期限保存的是"),
        ("calendar_version", "", "没有保存本环节的开始时间、管理办法版本或日历版本"),
    ],
)
def test_whatever_was_altered_is_named_with_its_case(case, column, value, sentence):
    Filing.objects.filter(pk=case.pk).update(**{column: value})
    (line,) = replay_due_dates().differing
    assert line.startswith(f"{case.number} 待区(市)审核:")
    assert sentence in line


def test_more_cases_cost_no_more_statements(office, case, django_assert_num_queries):
    with django_assert_num_queries(2):
        replay_due_dates()
    for number in (2, 3):
        filing_in("district_check", office, name=f"第{number}驿站", address=f"文登路{number}号")
    with django_assert_num_queries(2):
        assert replay_due_dates().replayed == 3


def test_the_command_knows_it_by_name():
    assert RECOMPUTERS["due dates"].replay is replay_due_dates
