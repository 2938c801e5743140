"""What shall the ledger hold, how are its columns arranged? Validates; saves nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from crispy_forms.bootstrap import InlineRadios
from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Layout
from django import forms
from django.core.exceptions import ValidationError

from core.widgets import QuickSelect
from sites.fact_fields import parse_day
from sites.forms import words_of
from sites.ledger.columns import Column
from sites.ledger.spec import CSV, FORMS, XLSX, Spec
from sites.refusals import Refusal
from sites.types import type_choices
from sites.vocabulary import Access, SiteState

WRONG_CHOICE = {"invalid_choice": "没有这个选项,请从列表中选择。"}
_STATES = [choice for choice in SiteState.choices if choice[0] != SiteState.PLANNED]


def helper_for(*parts: Any) -> FormHelper:
    helper = FormHelper()
    helper.form_tag, helper.disable_csrf = False, True
    helper.layout = Layout(*parts)
    return helper


def _select(label: str, choices: Sequence[tuple[str, str]], empty: str) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        required=False,
        choices=[("", empty), *choices],
        widget=QuickSelect(attrs={"class": "form-select"}),
        error_messages=WRONG_CHOICE,
    )


class ExportForm(forms.Form):
    """Types, filters, day and form of a ledger. What the address names is chosen beforehand."""

    use_required_attribute = False

    type = forms.MultipleChoiceField(
        label="阵地类型",
        choices=type_choices(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={**WRONG_CHOICE, "required": "请至少选择一种阵地类型。"},
    )
    day = forms.CharField(
        label="截至日期",
        required=False,
        max_length=20,
        widget=forms.DateInput(attrs={"type": "date", "class": "numeric"}),
        help_text="按这一天结束时的名册、资料和状态导出。",
    )
    q = forms.CharField(label="名称、地址或拼音首字母", required=False, max_length=60)
    form = forms.ChoiceField(
        label="形式",
        choices=FORMS,
        widget=forms.RadioSelect,
        error_messages={**WRONG_CHOICE, "required": "请选择形式。"},
    )

    def __init__(self, data: Any = None, *, query: Any, districts: Mapping[str, str], today: date) -> None:
        self.today = today
        known = dict(type_choices())
        asked = [code for code in query.getlist("type") if code in known]
        chosen = {name: query.get(name, "") for name in ("district", "state", "access")}
        initial = {"type": asked or list(known), "day": today.isoformat(), "q": words_of(query), "form": XLSX}
        super().__init__(data, initial={**initial, **chosen})
        self.fields["district"] = _select("区(市)", list(districts.items()), "不限")
        self.fields["state"] = _select("状态", _STATES, "在册(不含已注销)")
        self.fields["access"] = _select("谁可以进", Access.choices, "不限")
        narrow = Div("district", "state", "access", "q", css_class="form-grid")
        self.helper = helper_for("type", "day", narrow, InlineRadios("form"))

    def clean_day(self) -> date:
        typed = self.cleaned_data["day"].strip()
        try:
            day = parse_day("截至日期", typed) if typed else self.today
        except Refusal as refused:
            raise ValidationError(refused.sentence) from None
        if day > self.today:
            raise ValidationError("截至日期不能晚于今天,请核对。")
        return day

    def clean_q(self) -> str:
        return words_of({"q": self.cleaned_data["q"]})

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("form") == CSV and len(data.get("type", ())) > 1:
            self.add_error("form", "CSV 一次只能放一种类型,请只选一种阵地类型,或改用 Excel 表格。")
        return data

    @property
    def spec(self) -> Spec:
        data = self.cleaned_data
        return Spec(
            site_types=tuple(data["type"]),
            day=data["day"],
            district=data["district"],
            state=data["state"],
            access=data["access"],
            words=data["q"],
        )


class LayoutForm:
    """One box and one number for each column; columns with the same number keep their order."""

    def __init__(self, columns: Sequence[Column], chosen: Sequence[str], data: Any = None) -> None:
        self.data = data
        shown = [column for code in chosen for column in columns if column.code == code]
        hidden = [column for column in columns if column.code not in set(chosen)]
        self.rows = [
            self._row(column, at, is_shown=at <= len(shown)) for at, column in enumerate([*shown, *hidden], 1)
        ]

    def _row(self, column: Column, at: int, *, is_shown: bool) -> dict[str, Any]:
        code = column.code
        if self.data is not None:
            is_shown = self.data.get(f"show-{code}") == "on"
        typed = self.data.get(f"order-{code}", "") if self.data is not None else ""
        is_number = typed.isascii() and typed.isdecimal() and len(typed) <= 4
        order = int(typed) if is_number else at
        return {"code": code, "label": column.label, "order": order, "is_shown": is_shown}

    def chosen(self) -> list[str]:
        """Codes of the shown columns by their numbers."""
        shown = [row for row in self.rows if row["is_shown"]]
        return [row["code"] for row in sorted(shown, key=lambda row: row["order"])]
