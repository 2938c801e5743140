"""When is a site open? A value object, its JSON, its checks, and the words for the door."""

from __future__ import annotations

from sites.hours.checks import HoursInvalid, Problem, problems_of
from sites.hours.codec import from_json, to_json
from sites.hours.model import (
    DatedSeason,
    DayException,
    HolidayRule,
    Hours,
    Interval,
    MakeupRule,
    MonthDay,
    Season,
    YearlySeason,
)
from sites.hours.parsing import HoursTextError, parse_intervals
from sites.hours.phrases import day_words, interval_words, intervals_words
from sites.hours.plan import DayCalendar, plan_for
from sites.hours.status import OFF_SEASON, SEASON_OVER, OpenStatus, Reason, status_at
from sites.hours.words import UNKNOWN_WORDS, HoursLine, describe, describe_json

__all__ = [
    "OFF_SEASON",
    "SEASON_OVER",
    "UNKNOWN_WORDS",
    "DatedSeason",
    "DayCalendar",
    "DayException",
    "HolidayRule",
    "Hours",
    "HoursInvalid",
    "HoursLine",
    "HoursTextError",
    "Interval",
    "MakeupRule",
    "MonthDay",
    "OpenStatus",
    "Problem",
    "Reason",
    "Season",
    "YearlySeason",
    "day_words",
    "describe",
    "describe_json",
    "from_json",
    "interval_words",
    "intervals_words",
    "parse_intervals",
    "plan_for",
    "problems_of",
    "status_at",
    "to_json",
]
