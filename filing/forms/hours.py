"""When is it open, for whom, and who may know? All that is wrong with the hours is said at once, beside its input."""

from __future__ import annotations

from typing import Any

from crispy_forms.bootstrap import InlineRadios
from crispy_forms.layout import HTML, Div, Fieldset
from django import forms

from filing.forms.base import Fill, Ready, SectionForm, fill_buttons
from filing.forms.week import DAYS, EXCEPTIONS, SEASONS, WEEK, HoursReader, stored_hours, typed_hours
from sites.forms.fields import Day, GuardedText, short_choice, yes_no
from sites.hours import HolidayRule, MakeupRule, to_json
from sites.models import SiteVersion
from sites.vocabulary import Access, Entry, Extent

HOLIDAY_WORDS = (
    (HolidayRule.CLOSED.value, "不开放"),
    (HolidayRule.AS_WEEKDAY.value, "照常开放(按当天是星期几)"),
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
    "office": Fill("工作日 9:00-18:00", _filled("9:00-18:00", "", "closed", "as_workday")),
    "bank": Fill("每天 8:30-17:30", _filled("8:30-17:30", "8:30-17:30", "closed", "as_workday")),
    "always": Fill("24小时", _filled("0:00-24:00", "0:00-24:00", "as_weekday", "as_calendar_day")),
    "unknown": Fill("时间未核实", _filled("", "", "", "")),
}


class HoursForm(SectionForm):
    """Opening hours, who may enter and how, what is public."""

    code = "hours"
    fills = TEMPLATES

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
        help_text="不选时:仅供本单位职工的和寒暑假驿站不公开,其余公开。不公开的,扫门口二维码仍可查看。",
    )
    is_sensitive = forms.BooleanField(
        label="敏感单位",
        required=False,
        help_text="勾选后,公众页面不显示照片、楼层房间和找门说明,公众也不能按单位名称搜到。",
    )
    listed_amap = yes_no("高德地图已上图")
    listed_baidu = yes_no("百度地图已上图")
    listed_tencent = yes_no("腾讯地图已上图")

    def part_of(self, name: str) -> str:
        own = {"access", "entry", "extent", "is_sensitive", "listed_amap", "listed_baidu", "listed_tencent"}
        return name if name in own else "hours"

    def initial_values(self, version: SiteVersion) -> dict[str, Any]:
        flags = {
            name: {True: "yes", False: "no", None: ""}[getattr(version, name)]
            for name in ("listed_amap", "listed_baidu", "listed_tencent")
        }
        return {**super().initial_values(version), **flags, **typed_hours(stored_hours(version))}

    def layout(self) -> list[Any]:
        self._add_week()
        self._add_seasons()
        rows = [self._add_exception(number) for number in range(EXCEPTIONS)]
        season = [Div(f"season_{n}_first", f"season_{n}_last", css_class="form-grid") for n in range(SEASONS)]
        listings = [InlineRadios(name) for name in ("listed_amap", "listed_baidu", "listed_tencent")]
        return [
            InlineRadios("access"),
            InlineRadios("entry"),
            Fieldset(
                "每周开放时间",
                HTML(f'<div class="stack stack--tight field"><p class="form-text">{WEEK_HINT}</p>'),
                Ready(fill_buttons(self.fills, "常用时间")),
                HTML("</div>"),
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
        hours = HoursReader(self, data, stored_hours(self.version)).read()
        if hours is not None and len(self.errors) == before:
            data["hours"] = to_json(hours)
        else:
            data["hours"] = None
        return data
