"""How do the inputs of opening hours become hours, and back? Each problem stands beside the input it comes from."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms

from sites.fact_fields import parse_day
from sites.hours import (
    DatedSeason,
    DayException,
    HolidayRule,
    Hours,
    HoursInvalid,
    Interval,
    MakeupRule,
    MonthDay,
    Season,
    YearlySeason,
    from_json,
    interval_words,
    parse_intervals,
    problems_of,
)
from sites.models import SiteVersion
from sites.refusals import Refusal

WEEK = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")
DAYS = tuple(f"day_{number}" for number in range(len(WEEK)))
SEASONS = 2
EXCEPTIONS = 3

_MONTH_DAY = re.compile(r"(\d{1,2})(?:-|/|\.|月)(\d{1,2})日?", re.ASCII)


def typed_intervals(intervals: Iterable[Interval]) -> str:
    """Intervals as they are typed."""
    return ",".join(interval_words(each).replace("–", "-") for each in intervals)


def _typed_end(day: MonthDay | date) -> str:
    return day.isoformat() if isinstance(day, date) else f"{day.month}月{day.day}日"


def stored_hours(version: SiteVersion) -> Hours | None:
    try:
        return from_json(version.hours) if version.hours else None
    except HoursInvalid:
        return None


def typed_hours(hours: Hours | None) -> dict[str, Any]:
    """Stored hours as the inputs of the form."""
    if hours is None:
        return {}
    typed: dict[str, Any] = {name: typed_intervals(day) for name, day in zip(DAYS, hours.week, strict=True)}
    typed |= {"holiday": hours.holiday.value, "holiday_text": typed_intervals(hours.holiday_intervals)}
    typed["makeup"] = hours.makeup.value
    for number, season in enumerate(hours.seasons[:SEASONS]):
        typed[f"season_{number}_first"] = _typed_end(season.first)
        typed[f"season_{number}_last"] = _typed_end(season.last)
    for number, each in enumerate(hours.exceptions[:EXCEPTIONS]):
        prefix = f"exception_{number}"
        typed |= {f"{prefix}_first": each.first, f"{prefix}_last": each.last, f"{prefix}_reason": each.reason}
        typed[f"{prefix}_text"] = typed_intervals(each.intervals)
    return typed


class HoursReader:
    """Reads the inputs into hours and puts each problem beside the input it comes from."""

    def __init__(self, form: forms.Form, data: dict[str, Any], stored: Hours | None) -> None:
        self.form, self.data, self.stored = form, data, stored
        self.exception_rows: list[int] = []
        self.season_rows: list[int] = []

    def read(self) -> Hours | None:
        week = tuple(self._intervals(name) for name in DAYS)
        seasons, exceptions = self._seasons(), self._exceptions()
        typed = any(str(self.form.data.get(name, "")).strip() for name in DAYS)
        rest = [self.data.get(name) for name in ("holiday", "holiday_text", "makeup")]
        if not any((typed, seasons, exceptions, *rest)):
            return None
        self._ask_for("holiday", "请选择法定节假日是否开放。")
        self._ask_for("makeup", "请选择调休上班日是否开放。")
        own = self.data.get("holiday") == HolidayRule.OWN
        kept = self.stored or Hours(week=week)
        hours = Hours(
            week=week,
            holiday=HolidayRule(self.data.get("holiday") or HolidayRule.CLOSED),
            holiday_intervals=self._intervals("holiday_text") if own else (),
            makeup=MakeupRule(self.data.get("makeup") or MakeupRule.AS_WORKDAY),
            makeup_weekday=kept.makeup_weekday,
            seasons=(*seasons, *kept.seasons[SEASONS:]),
            exceptions=(*exceptions, *kept.exceptions[EXCEPTIONS:]),
        )
        self._tell(hours, typed=typed)
        return hours

    def _tell(self, hours: Hours, *, typed: bool) -> None:
        """Each problem once, beside its input; a week with a bad input is not also called empty."""
        for problem in problems_of(hours):
            name = self._input_of(problem.part)
            if name not in self.form.errors and not (problem.part == "week" and typed):
                self.form.add_error(name, problem.sentence)

    def _ask_for(self, name: str, sentence: str) -> None:
        if not self.data.get(name) and name not in self.form.errors:
            self.form.add_error(name, sentence)

    def _intervals(self, name: str) -> tuple[Interval, ...]:
        try:
            return parse_intervals(self.data.get(name) or "", str(self.form.fields[name].label))
        except Refusal as refused:
            if name not in self.form.errors:
                self.form.add_error(name, refused.sentence)
            return ()

    def _seasons(self) -> tuple[Season, ...]:
        found: list[Season] = []
        for number in range(SEASONS):
            names = [f"season_{number}_{end}" for end in ("first", "last")]
            texts = [self.data.get(name) or "" for name in names]
            if not any(texts):
                continue
            ends = [self._end(name, text) for name, text in zip(names, texts, strict=True)]
            season = _season(*ends)
            if season is not None:
                self.season_rows.append(number)
                found.append(season)
            elif None not in ends:
                self.form.add_error(names[1], "开始和结束要么都写年份,要么都不写。")
        return tuple(found)

    def _end(self, name: str, text: str) -> MonthDay | date | None:
        if not text:
            self.form.add_error(name, "开放季的开始和结束都要填写。")
            return None
        plain = _MONTH_DAY.fullmatch(text.replace(" ", ""))
        if plain:
            return MonthDay(*map(int, plain.groups()))
        try:
            return parse_day(str(self.form.fields[name].label), text)
        except Refusal as refused:
            self.form.add_error(name, refused.sentence)
            return None

    def _exceptions(self) -> tuple[DayException, ...]:
        found = []
        for number in range(EXCEPTIONS):
            first, last, text, reason = (
                f"exception_{number}_{p}" for p in ("first", "last", "text", "reason")
            )
            values = [self.data.get(name) for name in (first, last, text, reason)]
            if not any(values):
                continue
            if values[0] is None:
                if first not in self.form.errors:
                    self.form.add_error(first, "请填写从哪一天开始。")
                continue
            self.exception_rows.append(number)
            until = values[1] or values[0]
            found.append(DayException(values[0], until, self._intervals(text), str(values[3] or "")))
        return tuple(found)

    def _input_of(self, part: str) -> str:
        kind, _, number = part.partition(".")
        if kind == "week":
            return DAYS[int(number or 0)]
        if kind == "holiday":
            return "holiday_text"
        if kind in ("seasons", "exceptions"):
            rows = self.season_rows if kind == "seasons" else self.exception_rows
            place = int(number or 0)
            return f"{kind.removesuffix('s')}_{rows[place] if place < len(rows) else 0}_first"
        return "makeup"


def _season(first: MonthDay | date | None, last: MonthDay | date | None) -> Season | None:
    if isinstance(first, MonthDay) and isinstance(last, MonthDay):
        return YearlySeason(first, last)
    if isinstance(first, date) and isinstance(last, date):
        return DatedSeason(first, last)
    return None
