"""What are opening hours made of? Plain values; whether they make sense is asked in ``checks``."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import NamedTuple, TypeAlias

#: Minutes of a day; an interval may end there (24:00) or later, in the night of the next day.
DAY_MINUTES = 1440
WEEK_DAYS = 7


class Interval(NamedTuple):
    """Open from ``start`` up to, not including, ``end``: minutes since the midnight that begins the day.

    0 ≤ start < 1440 and start < end ≤ start + 1440; 22:00–02:00 is (1320, 1560) and belongs to the day it
    starts on.
    """

    start: int
    end: int


Intervals: TypeAlias = tuple[Interval, ...]
ALL_DAY: Intervals = (Interval(0, DAY_MINUTES),)


class HolidayRule(StrEnum):
    """What a statutory holiday does: closed, as its day of the week, as a Sunday, or as said for it."""

    CLOSED = "closed"
    AS_WEEKDAY = "as_weekday"
    AS_SUNDAY = "as_sunday"
    OWN = "own"


class MakeupRule(StrEnum):
    """What a make-up workday (a working Saturday or Sunday) does.

    AS_WORKDAY follows the day of the week named beside it, AS_CALENDAR_DAY its own Saturday or Sunday.
    """

    AS_WORKDAY = "as_workday"
    AS_CALENDAR_DAY = "as_calendar_day"
    CLOSED = "closed"


class MonthDay(NamedTuple):
    """A day of any year. 29 February is allowed; in other years it never comes."""

    month: int
    day: int


@dataclass(frozen=True)
class YearlySeason:
    """Open every year from one day to another, both included; over new year when the last comes first."""

    first: MonthDay
    last: MonthDay

    def covers(self, day: date) -> bool:
        today = (day.month, day.day)
        if self.first <= self.last:
            return self.first <= today <= self.last
        return today >= self.first or today <= self.last


@dataclass(frozen=True)
class DatedSeason:
    """Open once, from one day to another, both included."""

    first: date
    last: date

    def covers(self, day: date) -> bool:
        return self.first <= day <= self.last


Season: TypeAlias = YearlySeason | DatedSeason


@dataclass(frozen=True)
class DayException:
    """What holds from one day to another, both included, above all rules; closed without intervals."""

    first: date
    last: date
    intervals: Intervals = ()
    reason: str = ""

    def covers(self, day: date) -> bool:
        return self.first <= day <= self.last


@dataclass(frozen=True)
class Hours:
    """Opening hours. ``week`` holds Monday to Sunday. Unknown hours are ``None``, never an empty object.

    Order of weight for a day: exception, season, holiday, make-up workday, day of the week. Without seasons the
    site is open all year. Of several exceptions over one day the last counts.
    """

    week: tuple[Intervals, ...]
    holiday: HolidayRule = HolidayRule.CLOSED
    holiday_intervals: Intervals = ()
    makeup: MakeupRule = MakeupRule.AS_WORKDAY
    makeup_weekday: int = 0
    seasons: tuple[Season, ...] = ()
    exceptions: tuple[DayException, ...] = ()

    @property
    def needs_calendar(self) -> bool:
        """Whether a holiday or a make-up workday can differ from its day of the week."""
        return self.holiday != HolidayRule.AS_WEEKDAY or self.makeup != MakeupRule.AS_CALENDAR_DAY

    @property
    def has_nights(self) -> bool:
        """Whether any interval can run past midnight."""
        days = (*self.week, self.holiday_intervals, *(each.intervals for each in self.exceptions))
        return any(end > DAY_MINUTES for day in days for _, end in day)

    @property
    def is_round_the_clock(self) -> bool:
        """Open at every minute of the week and of the year, one-off exceptions apart."""
        always_on_holidays = self.holiday in (HolidayRule.AS_WEEKDAY, HolidayRule.AS_SUNDAY) or (
            merged(self.holiday_intervals) == ALL_DAY and self.holiday == HolidayRule.OWN
        )
        every_day = all(merged(day) == ALL_DAY for day in self.week)
        return every_day and always_on_holidays and self.makeup != MakeupRule.CLOSED and not self.seasons

    @property
    def weekly_days(self) -> int:
        """Days of the week on which it opens at all."""
        return sum(1 for day in self.week if day)

    @property
    def weekly_minutes(self) -> int:
        """Minutes of an ordinary week, overlaps counted once."""
        spans = [
            Interval(start + number * DAY_MINUTES, end + number * DAY_MINUTES)
            for number, day in enumerate(self.week)
            for start, end in day
        ]
        whole = WEEK_DAYS * DAY_MINUTES
        wrapped = [Interval(0, end - whole) for _, end in spans if end > whole]
        return sum(min(end, whole) - start for start, end in merged([*spans, *wrapped]))

    def with_exceptions(self, *more: DayException) -> Hours:
        """These hours with further exceptions on top; a notice of today outranks an older one."""
        return replace(self, exceptions=(*self.exceptions, *more))


def merged(spans: Iterable[Interval]) -> Intervals:
    """Sorted, overlapping and touching spans joined."""
    joined: list[Interval] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1].end:
            joined[-1] = Interval(joined[-1].start, max(end, joined[-1].end))
        else:
            joined.append(Interval(start, end))
    return tuple(joined)
