"""What is typed when a decision is to be looked at again, and as the answer?"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms

from demonstration.models import RoundGrade
from demonstration.rounds.forms.meeting import WRONG_CHOICE
from sites.forms.fields import GuardedText


class AskForm(forms.Form):
    use_required_attribute = False

    reason = GuardedText(
        label="申请理由", max_length=800, lines=8, help_text="写明对哪一点有异议和事实依据,最多 800 字。"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = True
        self.fields["reason"].error_messages["required"] = "请填写申请理由。"


class AnswerForm(forms.Form):
    """Kept or changed, with words; about a nomination also the grade that it gets."""

    use_required_attribute = False

    verdict = forms.ChoiceField(
        label="结论",
        choices=[("keep", "维持原决定"), ("change", "撤销原决定")],
        widget=forms.RadioSelect,
        error_messages={"required": "请选择结论。", "invalid_choice": WRONG_CHOICE},
    )
    grade = forms.ChoiceField(
        label="撤销时列入的等次", required=False, error_messages={"invalid_choice": WRONG_CHOICE}
    )
    reply = GuardedText(
        label="复核意见", max_length=800, lines=6, help_text="写明核实情况和理由;申请单位会看到。"
    )

    def __init__(self, *args: Any, grades: Iterable[RoundGrade], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(str(each.pk), each.name) for each in grades]
        if choices:
            self.fields["grade"].choices = [("", "请选择"), *choices]
        else:
            del self.fields["grade"]
        self.fields["reply"].required = True
        self.fields["reply"].error_messages["required"] = "请填写复核意见。"

    def clean(self) -> dict[str, Any]:
        told = super().clean() or self.cleaned_data
        if told.get("verdict") == "change" and "grade" in self.fields and not told.get("grade"):
            self.add_error("grade", "撤销原决定时请选择列入哪个等次。")
        return told

    @property
    def grade_id(self) -> int | None:
        told = self.cleaned_data.get("grade")
        return int(told) if told else None
