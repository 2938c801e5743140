"""Which intervals hold on one day? Says why as well, and whether a missing calendar leaves it open."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Protocol

from sites.hours.model import (
    DayException,
    HolidayRule,
    Hours,
    Intervals,
    MakeupRule,
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
