"""What is typed when a priority is used, and by what is the register narrowed?"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from demonstration.models import TitleLevel
from demonstration.titles.selectors import Sought
from demonstration.titles.words import PUBLIC_WORDS
from sites.forms.fields import GuardedText
from sites.types import type_choices

#: How people are called; an honour is named without them.
_PERSON = re.compile(r"同志|先生|女士|姓名|本人")
NO_NAMES = "这里只写荣誉名称,不写个人姓名,请修改。"


class UseForm(forms.Form):
    """For which honour a priority is used; never a name of a person."""

    use_required_attribute = False

    used_for = GuardedText(
        label="用于推荐的荣誉",
        max_length=120,
        mobiles=True,
        help_text="如 2026年市工人先锋号。推荐个人时也只写荣誉名称,不写姓名。",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["used_for"].required = True
        self.fields["used_for"].error_messages["required"] = "请填写用于推荐的荣誉。"

    def clean_used_for(self) -> str:
        words = str(self.cleaned_data["used_for"])
        if _PERSON.search(words):
            raise ValidationError(NO_NAMES)
        return words


class RegisterForm(forms.Form):
    """What the register is narrowed by; what is not understood narrows nothing."""

    q = forms.CharField(
        label="查找",
        required=False,
        max_length=60,
        widget=forms.TextInput(attrs={"placeholder": "阵地名称、称号或编号"}),
    )
    type = forms.ChoiceField(label="阵地类型", required=False)
    year = forms.ChoiceField(label="命名年份", required=False)
    level = forms.ChoiceField(label="级别", required=False, choices=[("", "全部"), *TitleLevel.choices])
    state = forms.ChoiceField(label="状态", required=False, choices=[("", "全部"), *PUBLIC_WORDS.items()])

    def __init__(self, data: Any, *, years: Iterable[int]) -> None:
        super().__init__(data)
        self.fields["type"].choices = [("", "全部"), *type_choices()]
        self.fields["year"].choices = [("", "全部"), *((str(year), f"{year} 年") for year in years)]
        self.is_valid()

    @property
    def sought(self) -> Sought:
        told = self.cleaned_data
        year = told.get("year", "")
        return Sought(
            told.get("q", "").strip(),
            told.get("type", ""),
            int(year) if year else None,
            told.get("level", ""),
            told.get("state", ""),
        )


def year_of(text: str, today: date) -> int:
    """The year in an address; this one for anything else."""
    return int(text) if re.fullmatch(r"20\d\d", text, re.ASCII) else today.year
