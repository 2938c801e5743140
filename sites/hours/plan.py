"""Which intervals hold on one day? Says why as well, and whether a missing calendar leaves it open."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Protocol

from sites.hours.model import (
    DAY_MINUTES,
    DayException,
    HolidayRule,
    Hours,
    Interval,
    Intervals,
    MakeupRule,
    merged,
)

SUNDAY = 6


class DayCalendar(Protocol):
    """The working-day calendar, as far as hours need it."""

    def is_known(self, day: date) -> bool:
        """Whether the yearly notice for this day is there."""
        ...

    def is_holiday(self, day: date) -> bool:
        """Whether the day is free by the yearly notice."""
        ...

    def is_makeup(self, day: date) -> bool:
        """Whether the day is a Saturday or Sunday that has to be worked."""
        ...


class Cause(StrEnum):
    """Which rule decided the day."""

    WEEK = "week"
    HOLIDAY = "holiday"
    MAKEUP = "makeup"
    SEASON = "season"
    EXCEPTION = "exception"


@dataclass(frozen=True)
class DayPlan:
    """Intervals that start on the day. ``is_provisional``: the calendar of that year is not known yet."""

    intervals: Intervals
    cause: Cause
    is_provisional: bool = False
    exception: DayException | None = None


def in_season(hours: Hours, day: date) -> bool:
    return not hours.seasons or any(season.covers(day) for season in hours.seasons)


def exception_on(hours: Hours, day: date) -> DayException | None:
    """The exception in force; of several the last."""
    return next((each for each in reversed(hours.exceptions) if each.covers(day)), None)


def plan_for(hours: Hours, day: date, calendar: DayCalendar) -> DayPlan:
    """The plan of one day, by the order of weight said in ``Hours``."""
    exception = exception_on(hours, day)
    if exception is not None:
        return DayPlan(exception.intervals, Cause.EXCEPTION, exception=exception)
    if not in_season(hours, day):
        return DayPlan((), Cause.SEASON)
    ordinary = hours.week[day.weekday()]
    if not calendar.is_known(day):
        return DayPlan(ordinary, Cause.WEEK, is_provisional=hours.needs_calendar)
    if calendar.is_holiday(day):
        return DayPlan(_on_holiday(hours, ordinary), Cause.HOLIDAY)
    if calendar.is_makeup(day):
        return DayPlan(_on_makeup(hours, ordinary), Cause.MAKEUP)
    return DayPlan(ordinary, Cause.WEEK)


def _on_holiday(hours: Hours, ordinary: Intervals) -> Intervals:
    by_rule = {
        HolidayRule.CLOSED: (),
        HolidayRule.AS_WEEKDAY: ordinary,
        HolidayRule.AS_SUNDAY: hours.week[SUNDAY],
        HolidayRule.OWN: hours.holiday_intervals,
    }
    return by_rule[hours.holiday]


def _on_makeup(hours: Hours, ordinary: Intervals) -> Intervals:
    by_rule = {
        MakeupRule.AS_WORKDAY: hours.week[hours.makeup_weekday],
        MakeupRule.AS_CALENDAR_DAY: ordinary,
        MakeupRule.CLOSED: (),
    }
    return by_rule[hours.makeup]


def day_intervals(hours: Hours | None, day: date, calendar: DayCalendar) -> Intervals:
    """What can be stored for one calendar day to ask "open now" in SQL: start ≤ minute < end.

    Cut to 0…1440 and joined, with what runs over from the evening before; empty for unknown hours.
    """
    if hours is None:
        return ()
    before = plan_for(hours, day - timedelta(days=1), calendar).intervals
    spans = [Interval(0, end - DAY_MINUTES) for _, end in before if end > DAY_MINUTES]
    spans += [
        Interval(start, min(end, DAY_MINUTES)) for start, end in plan_for(hours, day, calendar).intervals
    ]
    return merged(spans)
