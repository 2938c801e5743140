"""How is a pack typed in? Validates what a person enters; saves nothing."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BaseInlineFormSet

from rulebook.models import Rubric, RulePack, SubsidyTier, TypeRule
from rulebook.terms import COLUMNS, TypeTerms

#: The back office's own width of a number; a table of rules then fits its page.
NARROW = {"class": "vIntegerField"}


def refuse_newer(seen: int | None, stands: int) -> None:
    """Somebody else saved the pack since this page was opened."""
    if seen is not None and seen != stands:
        raise ValidationError("您打开页面之后,本版本已有更新。请另开页面查看最新内容,再决定是否重新填写。")


class PackForm(forms.ModelForm):
    """A draft. ``seen`` is the revision the person opened: a newer one is told beside what was typed."""

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)
    #: What the service said of the pack as a whole when it was sent before.
    problems: Sequence[str] = ()

    class Meta:
        model = RulePack
        fields = ("issuer", *COLUMNS)
        widgets = {
            "title": forms.TextInput(attrs={"size": 70}),
            "note": forms.Textarea(attrs={"cols": 80, "rows": 3}),
            "change_notes": forms.Textarea(attrs={"cols": 80, "rows": 3}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["seen"].initial = self.instance.revision

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if self.instance.pk:
            refuse_newer(data.get("seen"), self.instance.revision)
        for problem in self.problems:
            self.add_error(None, problem)
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
        fields = tuple(name for name in TypeTerms.__dataclass_fields__ if not name.endswith("_tenths"))
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


class SubsidyTierForm(forms.ModelForm):
    """Money is typed in yuan and points as points; both are kept as integers."""

    amount = forms.DecimalField(
        label="金额(元)",
        min_value=Decimal("0.01"),
        max_digits=11,
        decimal_places=2,
        widget=forms.NumberInput(attrs=NARROW),
        error_messages={"min_value": "金额应大于 0 元,请修改。"},
    )
    points_from = forms.DecimalField(
        label="起始分数",
        required=False,
        min_value=0,
        max_value=100,
        decimal_places=1,
        widget=forms.NumberInput(attrs=NARROW),
        help_text="按分数发放的填写;按其他条件发放的留空,写明条件。",
    )

    most_per_unit = forms.DecimalField(
        label="每个单位年度上限(元)",
        required=False,
        min_value=Decimal("0.01"),
        max_digits=11,
        decimal_places=2,
        widget=forms.NumberInput(attrs=NARROW),
        help_text="同一个工会一年内这类阵地合计最多多少;不限的留空。",
    )

    class Meta:
        model = SubsidyTier
        fields = ("site_type", "label", "condition", "level", "children_from", "children_until", "times")
        widgets = {
            "site_type": forms.TextInput(attrs={"size": 20}),
            "label": forms.TextInput(attrs={"size": 14}),
            "condition": forms.TextInput(attrs={"size": 40}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["amount"] = Decimal(self.instance.amount_fen) / 100
            points = self.instance.points_from_tenths
            self.initial["points_from"] = None if points is None else points_cell(points)
            cap = self.instance.most_per_unit_fen
            self.initial["most_per_unit"] = None if cap is None else Decimal(cap) / 100

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        amount, points = data.get("amount"), data.get("points_from")
        given = (points, data.get("children_from"), data.get("level"), data.get("times"))
        is_bare = not data.get("condition", "").strip() and all(each in (None, "") for each in given)
        if is_bare and "points_from" not in self.errors:
            self.add_error("condition", "请填写条件,或填写起始分数、级别、每班人数、首次或再次。")
        data["amount_fen"] = 0 if amount is None else int(amount * 100)
        data["points_from_tenths"] = None if points is None else int(points * 10)
        cap = data.get("most_per_unit")
        data["most_per_unit_fen"] = None if cap is None else int(cap * 100)
        return data


def rows_in(formset: BaseInlineFormSet) -> list[dict[str, Any]]:
    """What stands in the rows of an inline, without empty and deleted ones."""
    rows = (form.cleaned_data for form in formset.forms)
    return [row for row in rows if row and not row.get("DELETE")]


def points_cell(tenths: int) -> int | Decimal:
    """Points as they are typed: 10, 7.5."""
    return tenths // 10 if tenths % 10 == 0 else Decimal(tenths) / 10


class RubricLineForm(forms.ModelForm):
    """One scoring table as a line of its pack; its items are written on its own page."""

    gap_limit = forms.DecimalField(
        label="两栏相差超过几分须说明",
        initial=10,
        min_value=0,
        max_value=100,
        decimal_places=1,
        widget=forms.NumberInput(attrs=NARROW),
    )

    class Meta:
        model = Rubric
        fields = ("site_type", "title", "half_points", "least_sample")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["gap_limit"] = points_cell(self.instance.gap_limit)
