"""What is asked when an assessment begins, and by what a list of them is filtered?"""

from __future__ import annotations

from typing import Any

from django import forms

from inspection.models import AssessmentState
from rulebook.rubric import PURPOSES
from sites.forms.fields import Day


class OpeningForm(forms.Form):
    """The days that the self-inspection looks back on."""

    use_required_attribute = False

    first = Day(label="周期起始日")
    last = Day(label="周期截止日", help_text="最晚填今天;使用统计和活动按这段时间计算。")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.required = True
            field.error_messages["required"] = f"请填写{self.fields[name].label}。"


class AssessmentFilterForm(forms.Form):
    """Words, purpose and state; what is not understood filters nothing."""

    q = forms.CharField(
        label="阵地名称或编号",
        required=False,
        max_length=60,
        widget=forms.TextInput(attrs={"type": "search", "maxlength": 60}),
    )
    purpose = forms.ChoiceField(label="用途", required=False)
    state = forms.ChoiceField(label="状态", required=False)

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        self.fields["purpose"].choices = [("", "全部"), *PURPOSES.items()]
        self.fields["state"].choices = [("", "全部"), *AssessmentState.choices]

    def chosen(self) -> dict[str, str]:
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}
