"""How are a pack and a yearly notice typed in? Validates what a person enters; saves nothing."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BaseInlineFormSet

from rulebook.models import RulePack, TypeRule
from rulebook.notice_files import read_notice
from rulebook.notices import BadNotice
from rulebook.terms import COLUMNS, Limit, Terms, TypeTerms

#: The back office's own width of a number; a table of rules then fits its page.
NARROW = {"class": "vIntegerField"}


class PackForm(forms.ModelForm):
    """A draft. ``seen`` is the revision the person opened: a newer one is told beside what was typed."""

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = RulePack
        fields = ("issuer", *COLUMNS)
        widgets = {
            "title": forms.TextInput(attrs={"size": 70}),
            "note": forms.Textarea(attrs={"cols": 80, "rows": 3}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["seen"].initial = self.instance.revision

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        seen = data.get("seen")
        if self.instance.pk and seen is not None and seen != self.instance.revision:
            raise ValidationError(
                "您打开页面之后,本版本已有更新。请另开页面查看最新内容,再决定是否重新填写。"
            )
        return data


class TypeRuleForm(forms.ModelForm):
    """Areas are typed in square metres with one decimal and kept as integer tenths."""

    area_warn = forms.DecimalField(
        label="提醒面积(平方米)",
        required=False,
        min_value=0,
        max_digits=7,
        decimal_places=1,
        widget=forms.NumberInput(attrs=NARROW),
    )
    area_floor = forms.DecimalField(
        label="最低面积(平方米)",
        required=False,
        min_value=0,
        max_digits=7,
        decimal_places=1,
        widget=forms.NumberInput(attrs=NARROW),
    )

    class Meta:
        model = TypeRule
        fields = ("site_type", "name", "acceptance_level", "min_inspectors")
        widgets = {
            "site_type": forms.TextInput(attrs={"size": 20}),
            "name": forms.TextInput(attrs={"size": 22}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("area_warn", "area_floor"):
            tenths = getattr(self.instance, f"{name}_tenths")
            self.fields[name].initial = None if tenths is None else Decimal(tenths) / 10

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for name in ("area_warn", "area_floor"):
            area = data.get(name)
            data[f"{name}_tenths"] = None if area is None else int(area * 10)
        warn, floor = data["area_warn_tenths"], data["area_floor_tenths"]
        if warn is not None and floor is not None and warn < floor:
            self.add_error("area_warn", "提醒面积不能小于最低面积,请修改。")
        return data


def rows_in(formset: BaseInlineFormSet) -> list[dict[str, Any]]:
    """What stands in the rows of an inline, without empty and deleted ones."""
    rows = (form.cleaned_data for form in formset.forms)
    return [row for row in rows if row and not row.get("DELETE")]


def terms_in(
    form: PackForm, *, limits: BaseInlineFormSet, levels: BaseInlineFormSet, type_rules: BaseInlineFormSet
) -> Terms:
    """All that was typed, as one value for the services; the forms are valid."""
    in_order = sorted(rows_in(levels), key=lambda row: row["order"])
    return Terms(
        **{name: getattr(form.instance, name) for name in COLUMNS},
        limits=tuple(
            Limit(**{name: row[name] for name in ("code", "name", "days", "counted")})
            for row in rows_in(limits)
        ),
        sign_off_levels=tuple(row["name"] for row in in_order),
        type_rules=tuple(
            TypeTerms(**{name: row[name] for name in TypeTerms.__dataclass_fields__})
            for row in rows_in(type_rules)
        ),
    )


class NoticeForm(forms.Form):
    """The file of one yearly notice."""

    file = forms.FileField(label="节假日安排文件", help_text="一个 TOML 或 CSV 文件,不超过 64 KB。")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        file = data.get("file")
        if file is not None:
            try:
                data["notice"] = read_notice(file.read(), file.name)
            except BadNotice as error:
                self.add_error("file", [str(problem) for problem in error.problems])
        return data
