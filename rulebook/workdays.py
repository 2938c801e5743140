"""On which day does a period end, and how many days are left? Pure: no database, and no clock is read.

The law behind it: the day on which a period begins is not counted (民法典第二百零一条); a period of months or years
ends on the corresponding day, or on the last day of a month that has none (第二百零二条); a period whose last day is
a holiday ends on the next working day, at the close of business where business hours are kept (第二百零三条).
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from core.clock import LEGAL_ZONE

ONE_DAY = timedelta(days=1)
SATURDAY = 5


@dataclass(frozen=True)
class WorkCalendar:
    """The yearly notices as one value.

    ``special`` holds the days that a notice names: ``True`` a make-up workday, ``False`` a holiday. Of a year that
    is not in ``known_years`` only weekends are known. ``version`` tells which version of each year this is.
    ``revision`` names the whole: notices are only ever added, so the newest one tells which others there were.
    """

    special: Mapping[date, bool]
    known_years: frozenset[int]
    version: Mapping[int, int]
    names: Mapping[date, str] = field(default_factory=dict)
    revision: int = 0

    @property
    def label(self) -> str:
        """What an outcome stores to be worked out again."""
        return str(self.revision)

    def is_workday(self, day: date) -> bool:
        return self.special.get(day, day.weekday() < SATURDAY)

    def is_holiday(self, day: date) -> bool:
        """A day off by a notice; an ordinary weekend is none."""
        return self.special.get(day) is False

    def is_makeup(self, day: date) -> bool:
        """A weekend day that a notice turns into a workday."""
        return self.special.get(day) is True

    def is_known(self, day: date) -> bool:
        return day.year in self.known_years

    def name_of(self, day: date) -> str:
        """The holiday that this day off or make-up day belongs to; empty for an ordinary day."""
        return self.names.get(day, "")


@dataclass(frozen=True)
class DueDate:
    """The last day of a period. ``provisional``: a notice was missing, so nothing binding may follow from it."""

    date: date
    provisional: bool


def _ending(start: date, end: date, calendar: WorkCalendar) -> DueDate:
    """``end`` rests on the days after ``start``: provisional when the notice of one of their years is missing."""
    years = range((start + ONE_DAY).year, end.year + 1)
    return DueDate(end, provisional=not calendar.known_years.issuperset(years))


def due_after(start: date, workdays: int, calendar: WorkCalendar) -> DueDate:
    """The last of ``workdays`` working days after the day of arrival, which is not counted."""
    if workdays < 1:
        raise ValueError("a period has at least one working day")
    left, day = workdays, start
    while left:
        day += ONE_DAY
        left -= calendar.is_workday(day)
    return _ending(start, day, calendar)


def due_after_days(start: date, days: int, calendar: WorkCalendar, *, roll: bool = True) -> DueDate:
    """The last of ``days`` calendar days after the day of arrival; ``roll``: see ``rolled``."""
    if days < 1:
        raise ValueError("a period has at least one day")
    return _calendar_end(start + timedelta(days=days), calendar, roll=roll)


def due_after_months(start: date, months: int, calendar: WorkCalendar, *, roll: bool = True) -> DueDate:
    """The last day of a period of months; a year is twelve of them; ``roll``: see ``rolled``."""
    if months < 1:
        raise ValueError("a period has at least one month")
    return _calendar_end(add_months(start, months), calendar, roll=roll)


def _calendar_end(end: date, calendar: WorkCalendar, *, roll: bool) -> DueDate:
    """Only the days from the plain end on depend on a notice, and only when the end may move."""
    if not roll:
        return DueDate(end, provisional=False)
    return _ending(end - ONE_DAY, rolled(end, calendar), calendar)


def rolled(day: date, calendar: WorkCalendar) -> date:
    """The day itself if it is a working day, else the next one that is."""
    while not calendar.is_workday(day):
        day += ONE_DAY
    return day


def add_months(start: date, months: int) -> date:
    """The corresponding day of a later month, or that month's last day: 31 January plus one is 28 or 29 February."""
    years, month = divmod(start.month - 1 + months, 12)
    year, month = start.year + years, month + 1
    return date(year, month, min(start.day, monthrange(year, month)[1]))


def workdays_between(start: date, end: date, calendar: WorkCalendar) -> int:
    """Working days after ``start`` up to and with ``end``; none when ``end`` is not later."""
    days = map(date.fromordinal, range(start.toordinal() + 1, end.toordinal() + 1))
    return sum(map(calendar.is_workday, days))


def workdays_spent(arrived: date, left: date, calendar: WorkCalendar) -> int:
    """Working days that count against the one who held a case: not the day of arrival, and a working day only if
    the case was still there at its end, so not the day on which it left."""
    return workdays_between(arrived, left - ONE_DAY, calendar)


def workdays_left(today: date, due: date, calendar: WorkCalendar) -> int:
    """Working days after today up to the due day: 0 on that day, negative by the working days it is overdue."""
    if today > due:
        return -workdays_between(due, today, calendar)
    return workdays_between(today, due, calendar)


def due_moment(due_date: date, closing_time: time) -> datetime:
    """The close of business on the due day, in legal time; what comes at this moment or later is late."""
    return datetime.combine(due_date, closing_time, tzinfo=LEGAL_ZONE)
