"""Until which day is a case due soon?"""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from filing.deadlines import AT_MOST_SOON, SOON, last_day_soon
from rulebook.workdays import WorkCalendar, workdays_left

#: A holiday of eight days with make-up days before and behind it, in October 2026.
HOLIDAY = {date(2026, 10, day): False for day in range(1, 9)}
CALENDAR = WorkCalendar(
    special={**HOLIDAY, date(2026, 9, 27): True, date(2026, 10, 10): True},
    known_years=frozenset({2026}),
    version={2026: 1},
)


@pytest.mark.parametrize("today", [date(2026, 9, 20) + timedelta(days=ahead) for ahead in range(30)])
def test_it_is_the_last_day_with_so_few_working_days_before_it(today: date) -> None:
    days = [today + timedelta(days=ahead) for ahead in range(AT_MOST_SOON.days + 1)]
    soon = [day for day in days if workdays_left(today, day, CALENDAR) <= SOON]
    assert last_day_soon(today, CALENDAR) == soon[-1]
