"""Periods against tables worked out by hand, and properties that hold for any of them."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.clock import LEGAL_ZONE
from rulebook.notice_files import read_notice
from rulebook.seeds import calendar_files
from rulebook.workdays import (
    WorkCalendar,
    add_months,
    due_after,
    due_after_days,
    due_after_months,
    due_moment,
    rolled,
    workdays_between,
    workdays_left,
    workdays_spent,
)


def calendar_of(*years: int) -> WorkCalendar:
    notices = [read_notice(path.read_bytes(), path.name) for path in calendar_files()]
    chosen = [notice for notice in notices if notice.year in years]
    return WorkCalendar(
        special={day.date: day.is_workday for notice in chosen for day in notice.days},
        known_years=frozenset(years),
        version={year: 1 for year in years},
        names={day.date: day.name for notice in chosen for day in notice.days},
    )


CALENDAR = calendar_of(2023, 2024, 2025, 2026)

AROUND_HOLIDAYS = [
    # National Day 2026: off from Thursday 1 to Wednesday 7 October, Saturday 10 October is worked.
    ("2026-09-30", 1, "2026-10-08"),
    ("2026-09-29", 5, "2026-10-12"),
    ("2026-10-01", 3, "2026-10-10"),
    ("2026-10-08", 5, "2026-10-14"),
    ("2026-10-09", 1, "2026-10-10"),
    # Sunday 20 September 2026 is worked; Mid-autumn Friday 25 is off.
    ("2026-09-18", 1, "2026-09-20"),
    ("2026-09-18", 5, "2026-09-24"),
    ("2026-09-18", 6, "2026-09-28"),
    # Spring Festival 2026: Saturdays 14 and 28 February are worked, 15 to 23 are off.
    ("2026-02-13", 1, "2026-02-14"),
    ("2026-02-13", 2, "2026-02-24"),
    ("2026-02-24", 5, "2026-03-02"),
    # An ordinary week: arrived on Monday, Friday, Saturday.
    ("2026-03-09", 5, "2026-03-16"),
    ("2026-03-13", 1, "2026-03-16"),
    ("2026-03-14", 1, "2026-03-16"),
    # Over the end of a year whose successor is known; Sunday 4 January 2026 is worked.
    ("2025-12-31", 1, "2026-01-04"),
    ("2025-12-26", 5, "2026-01-05"),
]


@pytest.mark.parametrize(("start", "workdays", "expected"), AROUND_HOLIDAYS)
def test_working_days_are_counted_after_the_day_of_arrival(start, workdays, expected):
    due = due_after(date.fromisoformat(start), workdays, CALENDAR)
    assert due.date == date.fromisoformat(expected)
    assert not due.provisional


def test_publicity_over_national_day_counts_the_make_up_saturday():
    assert [day for day in range(8, 15) if CALENDAR.is_workday(date(2026, 10, day))] == [8, 9, 10, 12, 13, 14]
    assert CALENDAR.is_makeup(date(2026, 10, 10))
    assert CALENDAR.name_of(date(2026, 10, 10)) == "国庆节"


def test_a_weekend_is_off_but_is_no_holiday():
    saturday = date(2026, 3, 14)
    assert not CALENDAR.is_workday(saturday)
    assert not CALENDAR.is_holiday(saturday)
    assert not CALENDAR.is_makeup(saturday)
    assert CALENDAR.name_of(saturday) == ""
    assert CALENDAR.is_holiday(date(2026, 10, 3)), "a Saturday within the days off"


@pytest.mark.parametrize(
    ("start", "workdays", "expected", "provisional"),
    [
        ("2026-12-24", 5, "2026-12-31", False),
        ("2026-12-24", 6, "2027-01-01", True),
        ("2026-12-31", 1, "2027-01-01", True),
        ("2026-12-21", 20, "2027-01-18", True),
        ("2027-03-01", 5, "2027-03-08", True),
        ("2022-12-30", 1, "2023-01-03", True),
        ("2022-12-31", 1, "2023-01-03", False),
    ],
)
def test_a_missing_year_makes_the_day_provisional(start, workdays, expected, provisional):
    due = due_after(date.fromisoformat(start), workdays, CALENDAR)
    assert (due.date, due.provisional) == (date.fromisoformat(expected), provisional)


def test_a_provisional_day_settles_when_the_notice_arrives():
    before = due_after(date(2025, 12, 30), 5, calendar_of(2025))
    after = due_after(date(2025, 12, 30), 5, calendar_of(2025, 2026))
    assert (before.date, before.provisional) == (date(2026, 1, 6), True)
    assert (after.date, after.provisional) == (date(2026, 1, 7), False)


@pytest.mark.parametrize(
    ("start", "days", "roll", "expected", "provisional"),
    [
        ("2026-09-01", 30, True, "2026-10-08", False),
        ("2026-09-01", 30, False, "2026-10-01", False),
        ("2026-03-09", 5, True, "2026-03-16", False),
        ("2026-03-09", 5, False, "2026-03-14", False),
        ("2026-03-09", 7, True, "2026-03-16", False),
        ("2026-12-10", 30, True, "2027-01-11", True),
        ("2026-12-10", 30, False, "2027-01-09", False),
    ],
)
def test_calendar_days_end_on_a_working_day_only_when_asked(start, days, roll, expected, provisional):
    due = due_after_days(date.fromisoformat(start), days, CALENDAR, roll=roll)
    assert (due.date, due.provisional) == (date.fromisoformat(expected), provisional)


@pytest.mark.parametrize(
    ("start", "months", "expected"),
    [
        ("2026-01-31", 1, "2026-02-28"),
        ("2024-01-31", 1, "2024-02-29"),
        ("2024-02-29", 12, "2025-02-28"),
        ("2024-02-29", 48, "2028-02-29"),
        ("2026-08-31", 1, "2026-09-30"),
        ("2025-12-15", 1, "2026-01-15"),
        ("2025-11-30", 3, "2026-02-28"),
        ("2026-02-28", 1, "2026-03-28"),
    ],
)
def test_months_end_on_the_corresponding_day_or_the_last_of_the_month(start, months, expected):
    assert add_months(date.fromisoformat(start), months) == date.fromisoformat(expected)


def test_a_period_of_months_that_ends_on_a_holiday_may_move():
    assert due_after_months(date(2026, 9, 1), 1, CALENDAR).date == date(2026, 10, 8)
    assert due_after_months(date(2026, 9, 1), 1, CALENDAR, roll=False).date == date(2026, 10, 1)
    assert due_after_months(date(2026, 1, 31), 1, CALENDAR).date == date(2026, 2, 28), (
        "a Saturday that is worked"
    )


@pytest.mark.parametrize("count", [due_after, due_after_days, due_after_months])
def test_a_period_of_nothing_is_refused(count):
    with pytest.raises(ValueError, match="at least one"):
        count(date(2026, 3, 9), 0, CALENDAR)


@pytest.mark.parametrize(
    ("today", "due", "left"),
    [
        ("2026-10-08", "2026-10-14", 5),
        ("2026-10-14", "2026-10-14", 0),
        ("2026-10-10", "2026-10-12", 1),
        ("2026-10-11", "2026-10-12", 1),
        ("2026-10-15", "2026-10-14", -1),
        ("2026-10-08", "2026-09-30", -1),
        ("2026-10-05", "2026-09-30", 0),
    ],
)
def test_days_left_count_down_to_nought_and_below(today, due, left):
    assert workdays_left(date.fromisoformat(today), date.fromisoformat(due), CALENDAR) == left


@pytest.mark.parametrize(
    ("arrived", "left", "spent"),
    [
        ("2026-03-09", "2026-03-09", 0),
        ("2026-03-09", "2026-03-10", 0),
        ("2026-03-09", "2026-03-11", 1),
        ("2026-03-09", "2026-03-16", 4),
        ("2026-09-30", "2026-10-09", 1),
    ],
)
def test_a_working_day_counts_if_the_case_was_there_at_its_end(arrived, left, spent):
    assert workdays_spent(date.fromisoformat(arrived), date.fromisoformat(left), CALENDAR) == spent


def test_the_due_moment_is_the_close_of_business_in_legal_time():
    moment = due_moment(date(2026, 10, 14), time(17, 30))
    assert moment == datetime(2026, 10, 14, 17, 30, tzinfo=LEGAL_ZONE)
    assert moment.utcoffset() == timedelta(hours=8)


starts = st.dates(min_value=date(2023, 1, 1), max_value=date(2026, 9, 30))
lengths = st.integers(min_value=1, max_value=60)


@given(start=starts, workdays=lengths)
def test_a_due_day_is_a_working_day_that_many_working_days_on(start, workdays):
    due = due_after(start, workdays, CALENDAR)
    assert CALENDAR.is_workday(due.date)
    assert workdays_between(start, due.date, CALENDAR) == workdays
    assert workdays_left(start, due.date, CALENDAR) == workdays


@given(start=starts, later=st.integers(min_value=0, max_value=40), workdays=lengths, more=lengths)
def test_later_or_longer_is_never_due_sooner(start, later, workdays, more):
    due = due_after(start, workdays, CALENDAR).date
    assert due_after(start + timedelta(days=later), workdays, CALENDAR).date >= due
    assert due_after(start, workdays + more, CALENDAR).date > due


@given(start=starts, first=lengths, second=lengths)
def test_two_periods_in_a_row_are_one_long_period(start, first, second):
    in_two = due_after(due_after(start, first, CALENDAR).date, second, CALENDAR)
    assert in_two.date == due_after(start, first + second, CALENDAR).date


@given(day=starts)
def test_rolling_reaches_the_first_working_day(day):
    end = rolled(day, CALENDAR)
    assert CALENDAR.is_workday(end)
    assert workdays_between(day - timedelta(days=1), end, CALENDAR) == 1
