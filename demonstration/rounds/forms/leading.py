"""What is typed when a round is led: a later end, which candidates to show?"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms

from accounts.models import Union
from sites.forms.fields import GuardedText, Moment
from sites.types import type_choices


class LengthenForm(forms.Form):
    """A later end of the present stage, and why."""

    use_required_attribute = False

    until = Moment(label="新的截止时间")
    note = GuardedText(label="延长的原因", max_length=200)

    def __init__(self, *args: Any, label: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["until"].label = f"新的{label}"
        for field in self.fields.values():
            field.required = True
            field.error_messages["required"] = f"请填写{field.label}。"


class CandidatesForm(forms.Form):
    """Which sites: eligible or not, of which branch and type; what is not understood filters nothing."""

    verdict = forms.ChoiceField(
        label="是否符合", required=False, choices=[("", "全部"), ("yes", "符合条件"), ("no", "不符合条件")]
    )
    branch = forms.ChoiceField(label="推荐工会", required=False)
    type = forms.ChoiceField(label="阵地类型", required=False)

    def __init__(self, data: Any, *, branches: Iterable[Union], types: list[str]) -> None:
        super().__init__(data)
        self.fields["branch"].choices = [("", "全部"), *((str(each.pk), each.name) for each in branches)]
        self.fields["type"].choices = [("", "全部"), *(each for each in type_choices() if each[0] in types)]
        self.is_valid()

    def takes(self, is_eligible: bool, branch_id: int, kind: str) -> bool:
        told = self.cleaned_data
        verdict = told.get("verdict", "")
        return (
            verdict in ("", "yes" if is_eligible else "no")
            and told.get("branch", "") in ("", str(branch_id))
            and told.get("type", "") in ("", kind)
        )
