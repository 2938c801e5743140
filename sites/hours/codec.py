"""How are opening hours written as JSON? One schema version; reading checks everything and says all at once.

``{"v": 1, "week": [[[510, 690], …] × 7], "holiday": {"rule": "closed", "intervals": []},
"makeup": {"rule": "as_workday", "weekday": 0}, "seasons": [{"from": "07-01", "to": "08-31"}],
"exceptions": [{"from": "2026-10-01", "to": "2026-10-03", "intervals": [], "reason": "装修"}]}``
A season has either days of any year (MM-DD) or full dates.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from sites.hours.checks import HoursInvalid, Problem, problems_of
from sites.hours.model import (
    WEEK_DAYS,
    DatedSeason,
    DayException,
    HolidayRule,
    Hours,
    Interval,
    Intervals,
    MakeupRule,
    MonthDay,
    Season,
    YearlySeason,
)

SCHEMA = 1
_MONTH_DAY = re.compile(r"(\d{2})-(\d{2})", re.ASCII)
_MALFORMED = "开放时间的数据格式不正确,请重新填写。"


def to_json(hours: Hours) -> dict[str, Any]:
    """Plain JSON without floats; ``from_json`` gives the same hours back."""
    return {
        "v": SCHEMA,
        "week": [_pairs(day) for day in hours.week],
        "holiday": {"rule": hours.holiday.value, "intervals": _pairs(hours.holiday_intervals)},
        "makeup": {"rule": hours.makeup.value, "weekday": hours.makeup_weekday},
        "seasons": [_season_json(season) for season in hours.seasons],
        "exceptions": [
            {
                "from": each.first.isoformat(),
                "to": each.last.isoformat(),
                "intervals": _pairs(each.intervals),
                "reason": each.reason,
            }
            for each in hours.exceptions
        ],
    }


def from_json(data: object) -> Hours:
    """The hours of this JSON; raises ``HoursInvalid`` with every problem, or one for a wrong shape."""
    try:
        hours = _read(data)
    except (KeyError, TypeError, ValueError):
        raise HoursInvalid([Problem("", _MALFORMED)]) from None
    problems = problems_of(hours)
    if problems:
        raise HoursInvalid(problems)
    return hours


def _pairs(intervals: Intervals) -> list[list[int]]:
    return [[start, end] for start, end in intervals]


def _season_json(season: Season) -> dict[str, str]:
    if isinstance(season, DatedSeason):
        return {"from": season.first.isoformat(), "to": season.last.isoformat()}
    first, last = season.first, season.last
    return {"from": f"{first.month:02d}-{first.day:02d}", "to": f"{last.month:02d}-{last.day:02d}"}


def _read(data: Any) -> Hours:
    if data["v"] != SCHEMA or len(_list(data["week"])) != WEEK_DAYS:
        raise ValueError("another schema")
    holiday, makeup = data["holiday"], data["makeup"]
    return Hours(
        week=tuple(_intervals(day) for day in data["week"]),
        holiday=HolidayRule(holiday["rule"]),
        holiday_intervals=_intervals(holiday["intervals"]),
        makeup=MakeupRule(makeup["rule"]),
        makeup_weekday=_int(makeup["weekday"]),
        seasons=tuple(map(_season, _list(data["seasons"]))),
        exceptions=tuple(map(_exception, _list(data["exceptions"]))),
    )


def _list(value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise TypeError("a list is expected")
    return value


def _int(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError("a whole number is expected")
    return value


def _intervals(value: Any) -> Intervals:
    pairs = [(_int(start), _int(end)) for start, end in map(_list, _list(value))]
    return tuple(Interval(*pair) for pair in sorted(pairs))


def _season(value: Any) -> Season:
    first, last = _MONTH_DAY.fullmatch(value["from"]), _MONTH_DAY.fullmatch(value["to"])
    if first and last:
        return YearlySeason(MonthDay(*map(int, first.groups())), MonthDay(*map(int, last.groups())))
    return DatedSeason(date.fromisoformat(value["from"]), date.fromisoformat(value["to"]))


def _exception(value: Any) -> DayException:
    reason = value.get("reason", "")
    if not isinstance(reason, str):
        raise TypeError("a text is expected")
    return DayException(
        date.fromisoformat(value["from"]),
        date.fromisoformat(value["to"]),
        _intervals(value["intervals"]),
        reason,
    )
