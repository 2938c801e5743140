"""How are opening hours said? In lines for the weekly table, with times of 24 hours."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from core.words import chinese_day
from sites.hours.codec import from_json
from sites.hours.model import (
    ALL_DAY,
    DatedSeason,
    HolidayRule,
    Hours,
    Intervals,
    MakeupRule,
    Season,
    merged,
)
from sites.hours.phrases import WEEKDAYS, intervals_words

UNKNOWN_WORDS = "开放时间未核实"
_RUN = 3


@dataclass(frozen=True)
class HoursLine:
    """One line of the table of hours."""

    label: str
    text: str


def _days_words(days: list[int]) -> str:
    """周一至周五; 周一、周三; 周一至周三、周六."""
    runs: list[list[int]] = []
    for day in days:
        if runs and day == runs[-1][-1] + 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    said = [
        f"{WEEKDAYS[run[0]]}至{WEEKDAYS[run[-1]]}"
        if len(run) >= _RUN
        else "、".join(WEEKDAYS[day] for day in run)
        for run in runs
    ]
    return "、".join(said)


def _week_lines(hours: Hours) -> list[HoursLine]:
    groups: dict[Intervals, list[int]] = {}
    for number, day in enumerate(hours.week):
        groups.setdefault(merged(day) if merged(day) == ALL_DAY else tuple(sorted(day)), []).append(number)
    if len(groups) == 1:
        return [HoursLine("每天", intervals_words(hours.week[0]))]
    return [HoursLine(_days_words(days), intervals_words(day)) for day, days in groups.items()]


def _holiday_words(hours: Hours) -> str:
    fixed = {
        HolidayRule.CLOSED: "不开放",
        HolidayRule.AS_WEEKDAY: "照常开放",
        HolidayRule.AS_SUNDAY: "照周日的时间开放",
    }
    return fixed.get(hours.holiday) or intervals_words(hours.holiday_intervals)


def _makeup_words(hours: Hours) -> str:
    fixed = {MakeupRule.CLOSED: "不开放", MakeupRule.AS_CALENDAR_DAY: "照周六、周日的时间开放"}
    return fixed.get(hours.makeup) or f"照{WEEKDAYS[hours.makeup_weekday]}的时间开放"


def season_words(season: Season) -> str:
    """7月1日至8月31日; 12月20日至次年2月10日; 2026年7月1日至2026年8月31日."""
    if isinstance(season, DatedSeason):
        return f"{chinese_day(season.first)}至{chinese_day(season.last)}"
    next_year = "次年" if season.last < season.first else ""
    (month, day), (last_month, last_day) = season.first, season.last
    return f"{month}月{day}日至{next_year}{last_month}月{last_day}日"


def describe(hours: Hours | None, today: date | None = None) -> list[HoursLine]:
    """The lines of the table: week, holidays, make-up workdays, season, exceptions not over by ``today``."""
    if hours is None:
        return [HoursLine("开放时间", "未核实")]
    lines = _week_lines(hours)
    if not hours.is_round_the_clock:
        lines += [
            HoursLine("法定节假日", _holiday_words(hours)),
            HoursLine("调休上班日", _makeup_words(hours)),
        ]
    if hours.seasons:
        lines.append(HoursLine("开放季", "、".join(map(season_words, hours.seasons))))
    for exception in hours.exceptions:
        if today is None or exception.last >= today:
            first, last = chinese_day(exception.first), chinese_day(exception.last)
            reason = f"({exception.reason})" if exception.reason else ""
            label = first if first == last else f"{first}至{last}"
            lines.append(HoursLine(label, f"{intervals_words(exception.intervals)}{reason}"))
    return lines


def describe_json(data: object) -> list[str]:
    """The same lines from stored JSON, each as one text; raises ``HoursInvalid`` on broken JSON."""
    return [f"{line.label} {line.text}" for line in describe(from_json(data) if data else None)]
