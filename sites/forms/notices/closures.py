"""From when to when is the site closed, and what ends that? Each shows what the public will read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from typing import Any

from django import forms

from core.words import chinese_day
from sites.announced import Closure, span_words
from sites.forms.fields import Day, GuardedText, short_choice
from sites.forms.notices.frame import Desk, NoticeForm, midnight
from sites.models import OperatingNotice
from sites.models.notice import MOST_REASON
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
        said = self.desk.reason
        return {"starts_on": self.desk.today, "why" if said in REASONS else "reason": said}

    def required_fields(self) -> Iterable[str]:
        return ("starts_on",)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        data["text"] = self._reason_in(data)
        if self.days_hold("starts_on", "ends_on"):
            self._refuse_overlap(self.closure)
        return data

    def _reason_in(self, data: dict[str, Any]) -> str:
        """What was written, else what was ticked; the public must read one of them."""
        is_other = data.get("why") == OTHER
        text: str = data.get("reason") or ("" if is_other else data.get("why")) or ""
        if not text and "reason" not in self.errors:
            self.add_error("reason" if is_other else "why", "请选择或填写停开原因,公众会看到。")
        return text

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
        door = self.desk.door_after(announced)
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
        if not self.day_holds("opens_on"):
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
        door = self.desk.door_after(replace(self.desk.announced, closures=tuple(rest)))
        return [door.line, *door.ahead]
