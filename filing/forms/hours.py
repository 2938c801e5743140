"""When is it open, for whom, and who may know? All that is wrong with the hours is said at once, beside its input."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from typing import Any

from crispy_forms.bootstrap import InlineRadios
from crispy_forms.layout import HTML, Div, Fieldset
from django import forms

from filing.forms.base import SectionForm
from filing.forms.fields import Day, GuardedText, short_choice, yes_no
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
    to_json,
)
from sites.models import SiteVersion
from sites.refusals import Refusal
from sites.vocabulary import Access, Entry, Extent

WEEK = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")
DAYS = tuple(f"day_{number}" for number in range(len(WEEK)))
SEASONS = 2
EXCEPTIONS = 3

HOLIDAY_WORDS = (
    (HolidayRule.CLOSED.value, "不开放"),
    (HolidayRule.AS_WEEKDAY.value, "照当天是星期几开放"),
    (HolidayRule.AS_SUNDAY.value, "照周日开放"),
    (HolidayRule.OWN.value, "另定时间"),
)
MAKEUP_WORDS = (
    (MakeupRule.AS_WORKDAY.value, "照周一开放"),
    (MakeupRule.AS_CALENDAR_DAY.value, "照周六、周日开放"),
    (MakeupRule.CLOSED.value, "不开放"),
)


def _filled(workdays: str, weekend: str, holiday: str, makeup: str) -> dict[str, str]:
    week = {name: workdays if number < 5 else weekend for number, name in enumerate(DAYS)}
    return {**week, "holiday": holiday, "makeup": makeup, "holiday_text": ""}


WEEK_HINT = "如 8:30-11:30,13:30-17:00;不填表示当天不开放;七天都不填表示时间未核实。"

#: Common patterns: what the button says and what it fills in.
TEMPLATES = {
    "office": ("工作日 9:00-18:00", _filled("9:00-18:00", "", "closed", "as_workday")),
    "bank": ("每天 8:30-17:30", _filled("8:30-17:30", "8:30-17:30", "closed", "as_workday")),
    "always": ("24小时", _filled("0:00-24:00", "0:00-24:00", "as_weekday", "as_calendar_day")),
    "unknown": ("时间未核实", _filled("", "", "", "")),
}

_MONTH_DAY = re.compile(r"(\d{1,2})(?:-|/|\.|月)(\d{1,2})日?", re.ASCII)


def typed_intervals(intervals: Iterable[Interval]) -> str:
    """Intervals as they are typed."""
    return ",".join(interval_words(each).replace("–", "-") for each in intervals)


def _typed_end(day: MonthDay | date) -> str:
    return day.isoformat() if isinstance(day, date) else f"{day.month}月{day.day}日"


class HoursForm(SectionForm):
    """Opening hours, who may enter and how, what is public."""

    code = "hours"

    access = short_choice("开放对象", Access.choices)
    entry = short_choice("进入方式", Entry.choices)
    holiday = short_choice("法定节假日", HOLIDAY_WORDS)
    holiday_text = GuardedText(
        label="节假日时段", max_length=100, help_text="选“另定时间”时填写,如 9:00-12:00。"
    )
    makeup = short_choice("调休上班日", MAKEUP_WORDS)
    extent = short_choice(
        "公开范围",
        Extent.choices,
        help_text="不选时:仅供本单位职工的不公开,其余公开。不公开的,扫门口二维码仍可查看。",
    )
    is_sensitive = forms.BooleanField(
        label="敏感单位", required=False, help_text="勾选后,公众页面不显示照片和楼层。"
    )
    listed_amap = yes_no("高德地图已上图")
    listed_baidu = yes_no("百度地图已上图")
    listed_tencent = yes_no("腾讯地图已上图")

    def initial_values(self, version: SiteVersion) -> dict[str, Any]:
        flags = {
            name: {True: "yes", False: "no", None: ""}[getattr(version, name)]
            for name in ("listed_amap", "listed_baidu", "listed_tencent")
        }
        return {**super().initial_values(version), **flags, **_typed(_stored(version))}

    def layout(self) -> list[Any]:
        self._add_week()
        self._add_seasons()
        rows = [self._add_exception(number) for number in range(EXCEPTIONS)]
        buttons = "".join(
            f'<button class="btn" type="submit" name="fill" value="{code}">{label}</button>'
            for code, (label, _) in TEMPLATES.items()
        )
        season = [Div(f"season_{n}_first", f"season_{n}_last", css_class="form-grid") for n in range(SEASONS)]
        listings = [InlineRadios(name) for name in ("listed_amap", "listed_baidu", "listed_tencent")]
        return [
            InlineRadios("access"),
            InlineRadios("entry"),
            Fieldset(
                "每周开放时间",
                HTML(f'<div class="stack stack--tight field"><p class="form-text">{WEEK_HINT}</p>'),
                HTML(f'<div class="cluster" role="group" aria-label="常用时间">{buttons}</div></div>'),
                Div(*DAYS, css_class="form-grid"),
                InlineRadios("holiday"),
                "holiday_text",
                InlineRadios("makeup"),
                css_class="section",
            ),
            *self._folded("开放季(只在部分月份开放的填写)", season, "season_"),
            *self._folded("特殊日期(临时停开或改时间,最多三段)", rows, "exception_"),
            Fieldset("公开与上图", InlineRadios("extent"), "is_sensitive", *listings, css_class="section"),
        ]

    def _folded(self, title: str, parts: list[Any], prefix: str) -> list[Any]:
        """A part that few sites need: folded until something stands in it."""
        given = {**self.initial, **self.data.dict()} if self.is_bound else self.initial
        is_open = any(value for name, value in given.items() if name.startswith(prefix))
        return [
            HTML(f'<details class="section"{" open" if is_open else ""}><summary>{title}</summary>'),
            *parts,
            HTML("</details>"),
        ]

    def _add_week(self) -> None:
        for name, label in zip(DAYS, WEEK, strict=True):
            self.fields[name] = GuardedText(label=label, max_length=100)

    def _add_seasons(self) -> None:
        for number in range(SEASONS):
            for end, label in (("first", "开始"), ("last", "结束")):
                self.fields[f"season_{number}_{end}"] = GuardedText(
                    label=f"第 {number + 1} 段{label}",
                    max_length=20,
                    help_text="如 7月1日;只限某一年的写 2026-07-01。",
                )

    def _add_exception(self, number: int) -> Any:
        names = [f"exception_{number}_{part}" for part in ("first", "last", "text", "reason")]
        self.fields[names[0]] = Day(label=f"第 {number + 1} 段从")
        self.fields[names[1]] = Day(label="到")
        self.fields[names[2]] = GuardedText(label="时段", max_length=100, help_text="不填表示不开放。")
        self.fields[names[3]] = GuardedText(label="原因", max_length=60, mobiles=True)
        return Div(*names, css_class="form-grid")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        before = len(self.errors)
        hours = _Reader(self, data).read()
        if hours is not None and len(self.errors) == before:
            data["hours"] = to_json(hours)
        else:
            data["hours"] = None
        return data

    def filled(self, template: str) -> HoursForm:
        """The same form with a common pattern filled in; nothing is saved by that."""
        return self.rebound(TEMPLATES[template][1])


def _stored(version: SiteVersion) -> Hours | None:
    try:
        return from_json(version.hours) if version.hours else None
    except HoursInvalid:
        return None


def _typed(hours: Hours | None) -> dict[str, Any]:
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


class _Reader:
    """Reads the inputs into hours and puts each problem beside the input it comes from."""

    def __init__(self, form: HoursForm, data: dict[str, Any]) -> None:
        self.form, self.data = form, data
        self.exception_rows: list[int] = []
        self.season_rows: list[int] = []

    def read(self) -> Hours | None:
        week = tuple(self._intervals(name) for name in DAYS)
        seasons, exceptions = self._seasons(), self._exceptions()
        rest = [self.data.get(name) for name in ("holiday", "holiday_text", "makeup")]
        typed = any(str(self.form.data.get(name, "")).strip() for name in DAYS)
        if not typed and not seasons and not exceptions and not any(rest):
            return None
        self._ask_for("holiday", "请选择法定节假日是否开放。")
        self._ask_for("makeup", "请选择调休上班日是否开放。")
        own = self.data.get("holiday") == HolidayRule.OWN
        hours = Hours(
            week=week,
            holiday=HolidayRule(self.data.get("holiday") or HolidayRule.CLOSED),
            holiday_intervals=self._intervals("holiday_text") if own else (),
            makeup=MakeupRule(self.data.get("makeup") or MakeupRule.AS_WORKDAY),
            seasons=seasons,
            exceptions=exceptions,
        )
        for problem in problems_of(hours):
            name = self._input_of(problem.part)
            if name not in self.form.errors and not (problem.part == "week" and typed):
                self.form.add_error(name, problem.sentence)
        return hours

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
        if kind == "seasons" and number:
            return f"season_{self.season_rows[int(number)]}_first"
        if kind == "exceptions" and number:
            return f"exception_{self.exception_rows[int(number)]}_first"
        return "makeup" if kind == "makeup" else DAYS[0]


def _season(first: MonthDay | date | None, last: MonthDay | date | None) -> Season | None:
    if isinstance(first, MonthDay) and isinstance(last, MonthDay):
        return YearlySeason(first, last)
    if isinstance(first, date) and isinstance(last, date):
        return DatedSeason(first, last)
    return None
