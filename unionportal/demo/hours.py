"""Opening hours of many kinds, as they are found on real doors."""

from __future__ import annotations

import random
from typing import Any

from sites.hours import HolidayRule, Hours, Interval, MakeupRule, MonthDay, YearlySeason, to_json

CLOSED: tuple[Interval, ...] = ()


def _day(*times: str) -> tuple[Interval, ...]:
    """``08:30-11:30`` and so on; a time after midnight is written 26:00."""

    def minutes(text: str) -> int:
        hour, minute = text.split(":")
        return int(hour) * 60 + int(minute)

    return tuple(Interval(*map(minutes, each.split("-"))) for each in times)


def _week(workday: tuple[Interval, ...], saturday: Any = CLOSED, sunday: Any = None) -> Any:
    return (workday,) * 5 + (saturday, saturday if sunday is None else sunday)


_OFFICE = _day("08:30-17:00")
_SPLIT = _day("08:30-11:30", "13:30-17:00")
_LONG = _day("07:00-21:00")
_SHOP = _day("09:00-21:30")
_NIGHT = _day("18:00-26:00")
_ALWAYS = _day("00:00-24:00")
_EVENING = _day("12:00-13:30", "17:30-20:00")
_SCHOOL_DAY = _day("07:45-17:45")

OFFICE_HOURS = (Hours(_week(_OFFICE)), Hours(_week(_SPLIT)), Hours(_week(_OFFICE), makeup=MakeupRule.CLOSED))
OPEN_DOORS = (
    Hours((_LONG,) * 7, holiday=HolidayRule.AS_WEEKDAY, makeup=MakeupRule.AS_CALENDAR_DAY),
    Hours((_ALWAYS,) * 7, holiday=HolidayRule.AS_WEEKDAY, makeup=MakeupRule.AS_CALENDAR_DAY),
    Hours((_SHOP,) * 7, holiday=HolidayRule.AS_SUNDAY, makeup=MakeupRule.AS_CALENDAR_DAY),
    Hours(_week(_LONG, _day("08:00-18:00")), holiday=HolidayRule.OWN, holiday_intervals=_day("09:00-16:00")),
    Hours((_NIGHT,) * 7, holiday=HolidayRule.AS_WEEKDAY, makeup=MakeupRule.AS_CALENDAR_DAY),
    Hours(_week(_SPLIT, _day("09:00-12:00"), CLOSED)),
)
BY_APPOINTMENT = (Hours(_week(_EVENING)), Hours(_week(_SPLIT, _day("09:00-11:30"), CLOSED)))
HOLIDAY_SEASONS = (
    YearlySeason(MonthDay(1, 20), MonthDay(2, 20)),
    YearlySeason(MonthDay(7, 5), MonthDay(8, 28)),
)

PATTERNS: dict[str, tuple[Hours, ...]] = {
    "nursing_room": (*OFFICE_HOURS, OPEN_DOORS[2]),
    "holiday_station": (Hours(_week(_SCHOOL_DAY), seasons=HOLIDAY_SEASONS),),
    "childcare_centre": (
        Hours(_week(_SCHOOL_DAY)),
        Hours(_week(_day("07:30-18:00"), _day("08:00-12:00"), CLOSED)),
    ),
    "comprehensive_centre": (*OFFICE_HOURS, Hours(_week(_OFFICE, _OFFICE, CLOSED))),
    "outdoor_station": OPEN_DOORS,
    "mind_station": BY_APPOINTMENT,
}


def hours_for(site_type: str, chance: random.Random) -> dict[str, Any]:
    """One of the patterns that such a site has, as it is stored."""
    return to_json(chance.choice(PATTERNS[site_type]))
