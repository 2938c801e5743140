"""Which meeting decided? One that was entered, or a new one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms

from core.words import chinese_day
from demonstration.models import Meeting
from sites.forms.fields import Day, GuardedText

#: Chosen where the meeting is not entered yet.
NEW = "new"
WRONG_CHOICE = "不在可选范围内,请从列表中选择。"


class MeetingForm(forms.Form):
    """Whatever is decided names its meeting; forms of decisions add their own fields."""

    use_required_attribute = False

    meeting = forms.ChoiceField(
        label="会议", widget=forms.RadioSelect, error_messages={"required": "请选择会议,或登记新的会议。"}
    )
    name = GuardedText(label="会议名称", max_length=80, help_text="登记新的会议时填写,如 主席办公会。")
    held_on = Day(label="会议日期")
    minutes_number = GuardedText(label="纪要编号", max_length=40, help_text="如 〔2026〕第9期。")

    def __init__(self, data: Any = None, *, meetings: Iterable[Meeting], **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.fields["meeting"].choices = [
            *(
                (str(each.pk), f"{each.name},{chinese_day(each.held_on)},纪要编号 {each.minutes_number}")
                for each in meetings
            ),
            (NEW, "登记新的会议"),
        ]
        self.fields["meeting"].error_messages["invalid_choice"] = WRONG_CHOICE

    def clean(self) -> dict[str, Any]:
        told = super().clean() or self.cleaned_data
        if told.get("meeting") == NEW:
            for name in ("name", "held_on", "minutes_number"):
                if not told.get(name) and name not in self.errors:
                    self.add_error(name, f"请填写{self.fields[name].label}。")
        return told

    @property
    def is_new(self) -> bool:
        return bool(self.cleaned_data["meeting"] == NEW)
