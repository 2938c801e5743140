"""Which days have other hours, and what takes them back? They close, shorten or shift a day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from typing import Any

from django import forms

from sites.announced import Closure, span_words
from sites.door import hours_of
from sites.forms.fields import Day, GuardedText
from sites.forms.notices.frame import Desk, NoticeForm, midnight
from sites.hours import DayException, Interval, parse_intervals
from sites.models.notice import MOST_REASON
from sites.one_off import MOST_DAYS, refusal_of
from sites.refusals import Refusal
from sites.vocabulary import NoticeKind


class OneOffHoursForm(NoticeForm):
    """临时调整开放时间."""

    kind = NoticeKind.HOURS
    is_previewed = True
    lead = "只能缩短、挪动或关闭某几天的开放时间;需要延长的,请办理变更备案。"

    first_on = Day(label="从哪天起")
    last_on = Day(label="到哪天(含当天)", help_text="只调整一天的,留空。")
    hours = GuardedText(
        label="这几天的开放时间", max_length=80, help_text="如 10:00-12:00, 14:00-16:00;不开放就写“不开放”。"
    )
    reason = GuardedText(
        label="原因", max_length=MOST_REASON, mobiles=True, help_text="显示在公众页面;不开放的必须写明。"
    )

    def initial_values(self) -> dict[str, Any]:
        return {"first_on": self.desk.today, "reason": self.desk.reason}

    def required_fields(self) -> Iterable[str]:
        return ("first_on", "hours")

    def clean_hours(self) -> str:
        try:
            self.intervals: tuple[Interval, ...] = parse_intervals(self.cleaned_data["hours"], "开放时间")
        except Refusal as refused:
            raise forms.ValidationError(refused.sentence) from None
        return self.cleaned_data["hours"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if "hours" not in self.errors and not self.intervals and not data.get("reason"):
            self.add_error("reason", "这几天不开放,请写明原因。")
        if self.days_hold("first_on", "last_on") and "hours" not in self.errors:
            self._refuse_longer(self.day)
        return data

    def _refuse_longer(self, day: DayException) -> None:
        if (day.last - day.first).days >= MOST_DAYS:
            self.add_error("last_on", f"一次最多调整 {MOST_DAYS} 天;时间更长的,请办理变更备案。")
            return
        usual = self.desk.announced.hours_over(hours_of(self.desk.site.version.hours), day.first)
        said = refusal_of(usual, day.first, day.last, day.intervals, self.desk.calendar)
        if said:
            self.add_error("hours", said)

    def span(self) -> dict[str, Any]:
        """From the midnight that begins the first day to the one that ends the last."""
        day = self.day
        return {"starts_at": midnight(day.first), "ends_at": midnight(day.last + timedelta(days=1))}

    @property
    def day(self) -> DayException:
        data = self.cleaned_data
        first = data["first_on"]
        return DayException(first, data.get("last_on") or first, self.intervals, data.get("reason") or "")

    def preview(self) -> list[str]:
        if not self.is_bound or self.errors:
            return []
        day, announced = self.day, self.desk.announced
        door = self.desk.door_after(replace(announced, days=(*announced.days, day)))
        span = span_words(Closure(midnight(day.first), midnight(day.last + timedelta(days=1)), ""))
        return [door.line, *door.ahead, f"开放时间表增加一行:{span} {self.cleaned_data['hours']}"]


class RecallForm(NoticeForm):
    """取消临时时间."""

    kind = NoticeKind.RECALL
    submit_label = "取消临时时间"
    lead = "取消后马上按平时的时间开放。"

    notice = forms.TypedChoiceField(
        label="临时时间",
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={
            "required": "请选择要取消的临时时间。",
            "invalid_choice": "这条临时时间已经结束或不存在,请刷新页面。",
        },
    )

    def __init__(self, data: Any = None, *, desk: Desk) -> None:
        super().__init__(data, desk=desk)
        rows = [each for each in desk.endable if each.kind == NoticeKind.HOURS]
        self.fields["notice"].choices = [(each.pk, each.span_words) for each in rows]
        if len(rows) == 1:
            self.initial["notice"] = rows[0].pk
