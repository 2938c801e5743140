"""When is the door closed or open otherwise? Closures, reopenings, one-off hours and what takes them back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from typing import Any

from django import forms

from core.words import chinese_day
from sites.announced import Closure, span_words
from sites.door import hours_of
from sites.forms.fields import Day, GuardedText, short_choice
from sites.forms.notices.frame import Desk, NoticeForm, midnight
from sites.hours import DayException, Interval, parse_intervals
from sites.models import OperatingNotice
from sites.models.notice import MOST_REASON
from sites.one_off import MOST_DAYS, refusal_of
from sites.refusals import Refusal
from sites.vocabulary import NoticeKind

OTHER = "other"
REASONS = ("设备检修", "内部装修", "共建单位停业", "场地另有安排", "值守人员不足")
_REASON_CHOICES = [*((reason, reason) for reason in REASONS), (OTHER, "其他,写在下面")]


class ClosureForm(NoticeForm):
    """临时停开."""

    kind = NoticeKind.CLOSURE
    is_previewed = True
    submit_label = "发布停开公告"
    lead = "发布后公众页面马上显示,到期自动恢复开放。"

    starts_on = Day(label="停开日期", help_text="选今天的,从现在起停开。")
    ends_on = Day(label="停开到哪天(含当天)", help_text="还不确定时留空,公众看到“恢复时间另行通知”。")
    why = short_choice("停开原因(选一项,或写在下面)", _REASON_CHOICES)
    reason = GuardedText(
        label="其他原因", max_length=MOST_REASON, mobiles=True, help_text="显示在公众页面,一句话说清楚。"
    )

    def initial_values(self) -> dict[str, Any]:
        return {"starts_on": self.desk.today}

    def required_fields(self) -> Iterable[str]:
        return ("starts_on",)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        data["text"] = data.get("reason") or (data.get("why") if data.get("why") != OTHER else "")
        if not data["text"] and "reason" not in self.errors:
            name = "reason" if data.get("why") == OTHER else "why"
            self.add_error(name, "请选择或填写停开原因,公众会看到。")
        first, last = data.get("starts_on"), data.get("ends_on")
        if "starts_on" in self.errors or self.day_problem("starts_on", first):
            return data
        if last is not None and last < first:
            self.add_error("ends_on", "结束日期早于停开日期,请核对。")
        elif last is None or not self.day_problem("ends_on", last):
            self._refuse_overlap(self.closure)
        return data

    def _refuse_overlap(self, wanted: Closure) -> None:
        for other in self.desk.announced.closures:
            ends_later = other.ends_at is None or other.ends_at > wanted.starts_at
            if ends_later and (wanted.ends_at is None or other.starts_at < wanted.ends_at):
                said = f"与已发布的停开时间重叠:{span_words(other)}。请改日期,或先恢复开放再重新发布。"
                self.add_error("starts_on", said)
                return

    @property
    def closure(self) -> Closure:
        """What would be announced; on the empty form, from now until further notice."""
        data = getattr(self, "cleaned_data", {})
        first = data.get("starts_on") or self.desk.today
        last = data.get("ends_on")
        return Closure(
            starts_at=self.desk.now if first == self.desk.today else midnight(first),
            ends_at=None if last is None else midnight(last + timedelta(days=1)),
            reason=data.get("text") or "",
        )

    def preview(self) -> list[str]:
        wanted = self.closure
        announced = replace(self.desk.announced, closures=(*self.desk.announced.closures, wanted))
        door = self.desk.door(announced)
        reason = f"原因:{door.reason}" if door.reason else "原因:(您选择或填写的原因)"
        return [door.line, *([reason] if announced.closure_at(self.desk.now) else []), *door.ahead]


class ReopeningForm(NoticeForm):
    """恢复开放: ends one closure, or takes back one that lies ahead."""

    kind = NoticeKind.REOPENING
    is_previewed = True
    submit_label = "恢复开放"
    lead = "发布后停开公告随即终止,公众页面马上更新。"

    notice = forms.TypedChoiceField(
        label="停开公告",
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={
            "required": "请选择要终止的停开公告。",
            "invalid_choice": "这条停开公告已经结束或不存在,请刷新页面。",
        },
    )
    opens_on = Day(label="从哪天起恢复开放", help_text="选今天的,现在就恢复。还没有开始的停开会整条取消。")

    def __init__(self, data: Any = None, *, desk: Desk) -> None:
        super().__init__(data, desk=desk)
        self.fields["notice"].choices = [(each.pk, each.span_words) for each in self.ending]

    @property
    def ending(self) -> list[OperatingNotice]:
        """Closures that still hold or lie ahead."""
        return [each for each in self.desk.endable if each.kind == NoticeKind.CLOSURE]

    def initial_values(self) -> dict[str, Any]:
        ending = self.ending
        return {"opens_on": self.desk.today, "notice": ending[0].pk if ending else None}

    def required_fields(self) -> Iterable[str]:
        return ("opens_on",)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        day, chosen = data.get("opens_on"), data.get("notice")
        if "opens_on" in self.errors or self.day_problem("opens_on", day):
            return data
        closure = next((each.spell for each in self.ending if each.pk == chosen), None)
        if closure is not None and closure.ends_at is not None and midnight(day) >= closure.ends_at:
            self.add_error(
                "opens_on", f"这次停开到{chinese_day(closure.last_day)}为止,到期自动恢复,不用另发公告。"
            )
        data["at"] = self.desk.now if day == self.desk.today else midnight(day)
        return data

    def preview(self) -> list[str]:
        data = getattr(self, "cleaned_data", {})
        chosen = data.get("notice") or self.initial.get("notice")
        at = data.get("at") or self.desk.now
        ended = next((each.spell for each in self.ending if each.pk == chosen), None)
        rest = [
            replace(each, ends_at=max(at, each.starts_at)) if each == ended else each
            for each in self.desk.announced.closures
        ]
        door = self.desk.door(replace(self.desk.announced, closures=tuple(rest)))
        return [door.line, *door.ahead]


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
        return {"first_on": self.desk.today}

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
        first = data.get("first_on")
        if "first_on" in self.errors or self.day_problem("first_on", first):
            return data
        last = data.get("last_on") or first
        if last < first:
            self.add_error("last_on", "结束日期早于开始日期,请核对。")
        elif (last - first).days >= MOST_DAYS:
            self.add_error("last_on", f"一次最多调整 {MOST_DAYS} 天;时间更长的,请办理变更备案。")
        elif "hours" not in self.errors and "last_on" not in self.errors:
            said = refusal_of(self.usual, first, last, self.intervals, self.desk.calendar)
            if said:
                self.add_error("hours", said)
        return data

    @property
    def usual(self) -> Any:
        return hours_of(self.desk.site.version.hours)

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
        door = self.desk.door(replace(announced, days=(*announced.days, day)))
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
