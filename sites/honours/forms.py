"""Which honour was given? Validates; saves nothing."""

from __future__ import annotations

from datetime import date
from typing import Any

from crispy_forms.bootstrap import InlineRadios
from crispy_forms.layout import Div
from django import forms
from django.core.exceptions import ValidationError

from sites.ledger.forms import WRONG_CHOICE, helper_for
from sites.refusals import Refusal
from sites.text_guard import guarded_text
from sites.vocabulary import HonourLevel

#: Longest text that is looked at.
_MOST_TYPED = 400
_FIRST_YEAR = 1949


class HonourForm(forms.Form):
    """A title, as its document says."""

    use_required_attribute = False

    level = forms.ChoiceField(
        label="级别",
        choices=HonourLevel.choices,
        widget=forms.RadioSelect,
        error_messages={**WRONG_CHOICE, "required": "请选择级别。"},
    )
    title = forms.CharField(
        label="荣誉名称",
        max_length=80,
        widget=forms.TextInput(attrs={"maxlength": 80}),
        help_text="写全称,只填阵地的荣誉,不填个人荣誉。",
        error_messages={"required": "请填写荣誉名称。", "max_length": "荣誉名称最多 80 个字,请缩短。"},
    )
    year = forms.IntegerField(
        label="授予年份",
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "numeric", "maxlength": 4}),
        error_messages={"required": "请填写授予年份。", "invalid": "授予年份请填写四位数字,如 2025。"},
    )
    document_number = forms.CharField(
        label="文号",
        required=False,
        max_length=60,
        widget=forms.TextInput(attrs={"maxlength": 60}),
        help_text="如 青总发〔2025〕3号。",
        error_messages={"max_length": "文号最多 60 个字,请缩短。"},
    )

    def __init__(self, data: Any = None, *, today: date) -> None:
        self.today = today
        super().__init__(data)
        self.helper = helper_for(
            InlineRadios("level"), "title", Div("year", "document_number", css_class="form-grid")
        )

    def _guarded(self, name: str) -> str:
        try:
            return guarded_text(
                str(self.fields[name].label), self.cleaned_data[name][:_MOST_TYPED], mobiles=True
            )
        except Refusal as refused:
            raise ValidationError(refused.sentence) from None

    def clean_title(self) -> str:
        return self._guarded("title")

    def clean_document_number(self) -> str:
        return self._guarded("document_number")

    def clean_year(self) -> int:
        year = int(self.cleaned_data["year"])
        if not _FIRST_YEAR <= year <= self.today.year:
            raise ValidationError(f"授予年份应在 {_FIRST_YEAR} 到 {self.today.year} 之间,请核对。")
        return year
