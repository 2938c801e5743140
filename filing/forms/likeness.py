"""Are the two one place? One answer and its reason."""

from __future__ import annotations

from typing import Any

from django import forms

from sites.forms.fields import GuardedText
from sites.likeness.services import MOST_REASON
from sites.vocabulary import LikenessVerdict


class LikenessForm(forms.Form):
    """About one other place, whose key travels along."""

    use_required_attribute = False

    other = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**62)
    verdict = forms.ChoiceField(
        label="认定",
        choices=LikenessVerdict.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "请选择是不是同一处。", "invalid_choice": "请选择是不是同一处。"},
    )
    reason = GuardedText(
        label="理由",
        max_length=MOST_REASON,
        mobiles=True,
        lines=2,
        help_text="写明依据,如“同一大楼,分设在3层和12层”。",
    )

    def __init__(self, data: Any = None, *, other: int) -> None:
        super().__init__(data, initial={"other": other}, auto_id=f"id_{other}_%s")
        self.fields["reason"].required = True
        self.fields["reason"].error_messages["required"] = "请写明认定的理由。"
