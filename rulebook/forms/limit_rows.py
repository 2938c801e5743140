"""How is a time limit typed in? By what it is for, in words; what the portal reads is its code."""

from __future__ import annotations

from functools import cache
from typing import Any

from django import forms

from rulebook.choices import WATCH_LIMITS
from rulebook.models import TimeLimit
from rulebook.pack_files import read_terms
from rulebook.seeds import pack_texts


@cache
def known_limits() -> dict[str, str]:
    """What a limit can be for, by code: all of the sample measures, and those that only the nightly watch reads."""
    samples = [limit for text in pack_texts() for limit in read_terms(text).limits]
    return {**{limit.code: limit.name for limit in samples}, **WATCH_LIMITS}


class LimitForm(forms.ModelForm):
    """One line. A limit of a measure that nothing here reads keeps its name among the choices."""

    code = forms.ChoiceField(
        label="用于", error_messages={"invalid_choice": "请从列表中选择这个时限用于什么。"}
    )

    class Meta:
        model = TimeLimit
        fields = ("code", "name", "days", "counted")
        labels = {"name": "办法中的名称"}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = known_limits()
        own = self.instance.code
        other = [(own, self.instance.name)] if own and own not in known else []
        self.fields["code"].choices = [("", "请选择"), *known.items(), *other]
