"""What is asked of the order of a round: another cut to try, another grade with its reason, the meeting it rests on?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms

from demonstration.models import Meeting, RoundGrade
from demonstration.rounds.forms.meeting import NEW, WRONG_CHOICE, MeetingForm
from sites.forms.fields import GuardedText
from sites.types import site_type


class WhatIfForm(forms.Form):
    """A line elsewhere, only to look at; what is not understood moves nothing."""

    type = forms.ChoiceField(label="阵地类型", required=False)
    grade = forms.ChoiceField(label="移动哪个等次的线", required=False)
    places = forms.IntegerField(label="名额改为(个)", required=False, min_value=1, max_value=9999)
    floor = forms.DecimalField(
        label="最低分改为(分)", required=False, min_value=0, max_value=100, decimal_places=1
    )

    def __init__(self, data: Any, *, types: Sequence[str], grades: Iterable[RoundGrade]) -> None:
        super().__init__(data)
        self.fields["type"].choices = [(code, site_type(code).label) for code in types]
        if len(types) == 1:
            self.fields["type"].widget = forms.HiddenInput()
        self.fields["grade"].choices = [("", "不移动"), *((str(each.pk), each.name) for each in grades)]
        self.is_valid()

    def told(self, name: str) -> Any:
        return self.cleaned_data.get(name)

    @property
    def floor_in_hundredths(self) -> int | None:
        value = self.told("floor")
        return int(value * 100) if value is not None else None


class DecideForm(forms.Form):
    """Another grade than the rule gives, and why."""

    use_required_attribute = False

    grade = forms.ChoiceField(
        label="等次", widget=forms.RadioSelect, error_messages={"required": "请选择等次。"}
    )
    reason = GuardedText(
        label="理由", max_length=300, lines=3, help_text="写明依据;名单和操作日志都保留这段话,不写人名。"
    )

    def __init__(self, data: Any = None, *, grades: Iterable[RoundGrade], **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.fields["grade"].choices = [*((str(each.pk), each.name) for each in grades), ("none", "未入选")]
        self.fields["grade"].error_messages["invalid_choice"] = WRONG_CHOICE
        self.fields["reason"].required = True
        self.fields["reason"].error_messages["required"] = "请填写理由。"

    @property
    def grade_id(self) -> int | None:
        told = self.cleaned_data["grade"]
        return None if told == "none" else int(told)


class LockForm(MeetingForm):
    """The meeting on which the list rests; and a word where reviews are few."""

    note = GuardedText(label="说明", max_length=300, help_text="评审份数不足时必填。")

    def __init__(self, data: Any = None, *, meetings: Iterable[Meeting]) -> None:
        super().__init__(data, meetings=meetings, initial={"meeting": NEW})
