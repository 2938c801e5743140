"""Due days around the three long holidays of four years, row by row against the yearly notices of the State Council.

Each row: holiday, day of arrival, working days, last day. A row can be checked by hand on a wall calendar.
"""

from __future__ import annotations

from datetime import date, timedelta

import chinese_calendar
import pytest

from core.actor import SYSTEM
from rulebook.selectors import load_calendar
from rulebook.services import seed_calendars
from rulebook.workdays import due_after, workdays_left
from tests.factories import NOW

pytestmark = pytest.mark.django_db

TABLE = """
春节 2023-01-18 1 2023-01-19
春节 2023-01-19 5 2023-01-31
春节 2023-01-20 3 2023-01-30
春节 2023-01-20 10 2023-02-08
春节 2023-01-23 1 2023-01-28
春节 2023-01-26 15 2023-02-15
劳动节 2023-04-26 1 2023-04-27
劳动节 2023-04-27 5 2023-05-08
劳动节 2023-04-28 3 2023-05-06
劳动节 2023-04-28 10 2023-05-16
劳动节 2023-05-01 1 2023-05-04
劳动节 2023-05-04 15 2023-05-24
国庆节 2023-09-26 1 2023-09-27
国庆节 2023-09-27 5 2023-10-10
国庆节 2023-09-28 3 2023-10-09
国庆节 2023-09-28 10 2023-10-18
国庆节 2023-10-01 1 2023-10-07
国庆节 2023-10-04 15 2023-10-25
春节 2024-02-07 1 2024-02-08
春节 2024-02-08 5 2024-02-21
春节 2024-02-09 3 2024-02-20
春节 2024-02-09 10 2024-02-29
春节 2024-02-12 1 2024-02-18
春节 2024-02-15 15 2024-03-07
劳动节 2024-04-28 1 2024-04-29
劳动节 2024-04-29 5 2024-05-09
劳动节 2024-04-30 3 2024-05-08
劳动节 2024-04-30 10 2024-05-16
劳动节 2024-05-03 1 2024-05-06
劳动节 2024-05-06 15 2024-05-24
国庆节 2024-09-28 1 2024-09-29
国庆节 2024-09-29 5 2024-10-11
国庆节 2024-09-30 3 2024-10-10
国庆节 2024-09-30 10 2024-10-18
国庆节 2024-10-03 1 2024-10-08
国庆节 2024-10-06 15 2024-10-25
春节 2025-01-25 1 2025-01-26
春节 2025-01-26 5 2025-02-08
春节 2025-01-27 3 2025-02-07
春节 2025-01-27 10 2025-02-17
春节 2025-01-30 1 2025-02-05
春节 2025-02-02 15 2025-02-24
劳动节 2025-04-28 1 2025-04-29
劳动节 2025-04-29 5 2025-05-09
劳动节 2025-04-30 3 2025-05-08
劳动节 2025-04-30 10 2025-05-19
劳动节 2025-05-03 1 2025-05-06
劳动节 2025-05-06 15 2025-05-27
国庆节 2025-09-28 1 2025-09-29
国庆节 2025-09-29 5 2025-10-13
国庆节 2025-09-30 3 2025-10-11
国庆节 2025-09-30 10 2025-10-21
国庆节 2025-10-03 1 2025-10-09
国庆节 2025-10-06 15 2025-10-28
春节 2026-02-12 1 2026-02-13
春节 2026-02-13 5 2026-02-27
春节 2026-02-14 3 2026-02-26
春节 2026-02-14 10 2026-03-06
春节 2026-02-17 1 2026-02-24
春节 2026-02-20 15 2026-03-13
劳动节 2026-04-28 1 2026-04-29
劳动节 2026-04-29 5 2026-05-09
劳动节 2026-04-30 3 2026-05-08
劳动节 2026-04-30 10 2026-05-18
劳动节 2026-05-03 1 2026-05-06
劳动节 2026-05-06 15 2026-05-26
国庆节 2026-09-28 1 2026-09-29
国庆节 2026-09-29 5 2026-10-12
国庆节 2026-09-30 3 2026-10-10
国庆节 2026-09-30 10 2026-10-20
国庆节 2026-10-03 1 2026-10-08
国庆节 2026-10-06 15 2026-10-27
"""


def rows() -> list[tuple[date, int, date]]:
    found = (line.split() for line in TABLE.strip().splitlines())
    return [(date.fromisoformat(start), int(days), date.fromisoformat(due)) for _, start, days, due in found]


@pytest.fixture
def calendar():
    seed_calendars(actor=SYSTEM, now=NOW)
    return load_calendar()


def test_every_row_of_the_table_is_kept(calendar) -> None:
    wrong = [
        (start, days, due, got)
        for start, days, due in rows()
        for got in [due_after(start, days, calendar)]
        if (got.date, got.provisional) != (due, False)
    ]
    assert wrong == []
    assert len(rows()) >= 60


def test_the_days_left_fall_to_nothing_on_the_last_day(calendar) -> None:
    for start, days, due in rows():
        assert workdays_left(start, due, calendar) == days
        assert workdays_left(due, due, calendar) == 0
        assert workdays_left(due - timedelta(days=1), due, calendar) == 1


def test_another_reading_of_the_notices_counts_the_same() -> None:
    for start, days, due in rows():
        span = (start + timedelta(days=number) for number in range(1, (due - start).days + 1))
        assert sum(map(chinese_calendar.is_workday, span)) == days
        assert chinese_calendar.is_workday(due)
