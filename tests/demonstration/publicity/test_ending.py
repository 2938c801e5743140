"""Ends of notices over holidays, against a table worked out from an independent calendar, day by day."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import chinese_calendar
import pytest

from core.clock import LEGAL_ZONE
from demonstration.publicity.ending import ending_of
from tests.rulebook.test_workdays import CALENDAR, calendar_of

ONE_DAY = timedelta(days=1)

#: Day of posting; last day of 5 working days without and with that day; of 7 days without and with it.
TABLE = """
2023-01-16 01-28 01-20 01-28 01-28
2023-01-17 01-29 01-28 01-28 01-28
2023-01-19 01-31 01-30 01-28 01-28
2023-01-21 02-01 02-01 01-28 01-28
2023-01-24 02-01 02-01 01-31 01-30
2023-04-24 05-04 04-28 05-04 05-04
2023-04-25 05-05 05-04 05-04 05-04
2023-04-27 05-08 05-06 05-04 05-04
2023-04-29 05-09 05-09 05-06 05-05
2023-05-02 05-09 05-09 05-09 05-08
2023-09-22 10-07 09-28 10-07 09-28
2023-09-23 10-07 10-07 10-07 10-07
2023-09-25 10-08 10-07 10-07 10-07
2023-09-27 10-10 10-09 10-07 10-07
2023-09-30 10-11 10-11 10-07 10-07
2024-02-02 02-08 02-07 02-09 02-08
2024-02-03 02-08 02-08 02-18 02-09
2024-02-05 02-18 02-09 02-18 02-18
2024-02-07 02-20 02-19 02-18 02-18
2024-02-10 02-22 02-22 02-18 02-18
2024-04-26 05-07 05-06 05-06 05-06
2024-04-27 05-07 05-07 05-06 05-06
2024-04-29 05-09 05-08 05-06 05-06
2024-05-01 05-10 05-10 05-08 05-07
2024-05-04 05-10 05-10 05-11 05-10
2024-09-11 09-19 09-18 09-18 09-18
2024-09-12 09-20 09-19 09-19 09-18
2024-09-14 09-24 09-23 09-23 09-20
2024-09-16 09-24 09-24 09-23 09-23
2024-09-19 09-26 09-25 09-26 09-25
2024-09-27 10-10 10-09 10-08 10-08
2024-09-28 10-10 10-10 10-08 10-08
2024-09-30 10-12 10-11 10-08 10-08
2024-10-02 10-12 10-12 10-09 10-08
2024-10-05 10-12 10-12 10-12 10-11
2025-01-22 02-05 01-27 02-05 02-05
2025-01-23 02-06 02-05 02-05 02-05
2025-01-25 02-07 02-07 02-05 02-05
2025-01-27 02-10 02-08 02-05 02-05
2025-01-30 02-10 02-10 02-06 02-05
2025-04-25 05-06 04-30 05-06 05-06
2025-04-26 05-06 05-06 05-06 05-06
2025-04-28 05-08 05-07 05-06 05-06
2025-04-30 05-12 05-09 05-07 05-06
2025-05-03 05-12 05-12 05-12 05-09
2025-09-26 10-10 10-09 10-09 10-09
2025-09-27 10-10 10-10 10-09 10-09
2025-09-29 10-13 10-11 10-09 10-09
2025-10-01 10-14 10-14 10-09 10-09
2025-10-04 10-14 10-14 10-11 10-10
2026-02-11 02-25 02-24 02-24 02-24
2026-02-12 02-26 02-25 02-24 02-24
2026-02-14 02-28 02-27 02-24 02-24
2026-02-16 02-28 02-28 02-24 02-24
2026-02-19 02-28 02-28 02-26 02-25
2026-04-28 05-08 05-07 05-06 05-06
2026-04-29 05-09 05-08 05-06 05-06
2026-05-01 05-11 05-11 05-08 05-07
2026-05-03 05-11 05-11 05-11 05-09
2026-05-06 05-12 05-11 05-13 05-12
2026-09-29 10-12 10-10 10-08 10-08
2026-09-30 10-13 10-12 10-08 10-08
2026-10-02 10-13 10-13 10-09 10-08
2026-10-04 10-13 10-13 10-12 10-10
2026-10-07 10-13 10-13 10-14 10-13
"""

LINES = [line.split() for line in TABLE.strip().splitlines()]

WAYS = (("workdays", 5, False), ("workdays", 5, True), ("days", 7, False), ("days", 7, True))


def at(day: str, hour: int = 10) -> datetime:
    return datetime.combine(date.fromisoformat(day), datetime.min.time(), LEGAL_ZONE) + timedelta(hours=hour)


def test_the_table_is_long_enough() -> None:
    assert len({line[0] for line in LINES}) >= 60


@pytest.mark.parametrize("line", LINES, ids=lambda line: line[0])
def test_each_day_of_posting_ends_where_the_table_says(line: list[str]) -> None:
    for (counted, days, counts), wanted in zip(WAYS, line[1:], strict=True):
        end = ending_of(at(line[0]), days, counted, CALENDAR, counts_posting_day=counts)
        assert f"{end.on:%m-%d}" == wanted, (counted, counts)
        assert end.at == at(end.on.isoformat(), 24)
        assert not end.provisional


@pytest.mark.parametrize("line", LINES, ids=lambda line: line[0])
def test_between_posting_and_end_lie_as_many_working_days_as_promised(line: list[str]) -> None:
    """By the other calendar, and counted the other way round."""
    posted = date.fromisoformat(line[0])
    for counts in (False, True):
        end = ending_of(at(line[0]), 5, "workdays", CALENDAR, counts_posting_day=counts).on
        first = posted if counts else posted + ONE_DAY
        span = [first + ONE_DAY * number for number in range((end - first).days + 1)]
        assert sum(map(chinese_calendar.is_workday, span)) == 5
        assert chinese_calendar.is_workday(end)


@pytest.mark.parametrize("hour", [0, 8, 23])
def test_the_hour_of_posting_changes_nothing(hour: int) -> None:
    found = ending_of(at("2026-09-29", hour), 5, "workdays", CALENDAR, counts_posting_day=False)
    assert found.on == date(2026, 10, 12)


def test_the_hour_is_that_of_legal_time() -> None:
    late = datetime.fromisoformat("2026-10-11T16:30:00+00:00")
    assert ending_of(late, 5, "workdays", CALENDAR, counts_posting_day=False).on == date(2026, 10, 19)


@pytest.mark.parametrize(("counted", "provisional"), [("workdays", True), ("days", True)])
def test_a_year_without_its_calendar_is_provisional(counted: str, provisional: bool) -> None:
    end = ending_of(at("2026-12-29"), 7, counted, CALENDAR, counts_posting_day=False)
    assert end.provisional is provisional
    assert not ending_of(
        at("2025-12-29"), 7, counted, calendar_of(2025, 2026), counts_posting_day=False
    ).provisional


def test_one_day_that_counts_ends_on_the_day_itself() -> None:
    end = ending_of(at("2026-10-12"), 1, "workdays", CALENDAR, counts_posting_day=True)
    assert end.on == date(2026, 10, 12)
    with pytest.raises(ValueError, match="at least one"):
        ending_of(at("2026-10-12"), 0, "days", CALENDAR, counts_posting_day=False)
