"""What is typed of grades, quotas and sights of a draft?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from crispy_forms.layout import Div, Fieldset
from django import forms

from accounts.models import Union
from demonstration.models import Round, Sight
from demonstration.rounds.services import Grade
from demonstration.rounds.words import STAGES
from sites.forms.fields import Amount, GuardedText
from sites.ledger.forms import helper_for
from sites.types import site_type

#: Rows of grades that the page offers; five stars and a reserve fit.
GRADE_ROWS = 6


class GradesForm(forms.Form):
    """Grades row by row, best first; a row without a name is left out."""

    use_required_attribute = False

    def __init__(self, *args: Any, types: Sequence[str], rows: int = GRADE_ROWS, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.count = rows
        layout: list[Any] = []
        for row in range(1, rows + 1):
            names = self._add_row(row, types)
            layout.append(Fieldset(f"第 {row} 等", Div(*names, css_class="form-grid"), css_class="section"))
        self.helper = helper_for(*layout)

    def _add_row(self, row: int, types: Sequence[str]) -> list[str]:
        made: dict[str, forms.Field] = {
            f"name{row}": GuardedText(label="等次名称", max_length=20),
            f"floor{row}": Amount(places=1, least=0, most=100, unit="分", hint="如 90。", label="最低分(分)"),
            f"places{row}": Amount(places=0, least=1, most=9999, unit="个", hint="如 60。", label="名额(个)"),
            f"reserve{row}": forms.BooleanField(label="这是备选", required=False),
        }
        if len(types) > 1:
            made[f"type{row}"] = forms.ChoiceField(
                label="只用于",
                required=False,
                choices=[("", "全部类型"), *((code, site_type(code).label) for code in types)],
            )
        self.fields.update(made)
        return list(made)

    @property
    def grades(self) -> list[Grade]:
        told = self.cleaned_data
        return [
            Grade(
                told[f"name{row}"],
                told[f"floor{row}"],
                told[f"places{row}"],
                told[f"reserve{row}"],
                told.get(f"type{row}", ""),
            )
            for row in range(1, self.count + 1)
            if told[f"name{row}"]
        ]


def initial_grades(row: Round) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for number, grade in enumerate(row.grades.all(), 1):
        found |= {
            f"name{number}": grade.name,
            f"floor{number}": grade.floor,
            f"places{number}": grade.places,
            f"reserve{number}": grade.is_reserve,
            f"type{number}": grade.site_type,
        }
    return found


class QuotasForm(forms.Form):
    """How many places each branch has, one number a type; blank is none."""

    use_required_attribute = False

    def __init__(self, *args: Any, branches: Sequence[Union], types: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.keys = {f"q{union.pk}-{code}": (union.pk, code) for union in branches for code in types}
        labels = {union.pk: union.short_name or union.name for union in branches}
        layout: list[Any] = []
        for code in types:
            names = [name for name, (_, kind) in self.keys.items() if kind == code]
            for name in names:
                self.fields[name] = Amount(
                    places=0,
                    least=0,
                    most=999,
                    unit="个",
                    hint="没有名额的留空。",
                    label=labels[self.keys[name][0]],
                )
            layout.append(
                Fieldset(site_type(code).label, Div(*names, css_class="form-grid"), css_class="section")
            )
        self.helper = helper_for(*layout)

    @property
    def places(self) -> dict[tuple[int, str], int]:
        return {key: self.cleaned_data[name] or 0 for name, key in self.keys.items()}


def initial_quotas(row: Round) -> dict[str, int]:
    return {f"q{quota.union_id}-{quota.site_type}": quota.places for quota in row.quotas.all()}


class SightsForm(forms.Form):
    """Who sees what in which stage."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for stage in STAGES:
            self.fields[stage.value] = forms.MultipleChoiceField(
                label=str(stage.label),
                choices=Sight.choices,
                required=False,
                widget=forms.CheckboxSelectMultiple,
            )

    @property
    def sights(self) -> dict[str, list[str]]:
        return {stage.value: self.cleaned_data[stage.value] for stage in STAGES}


def initial_sights(row: Round) -> dict[str, list[str]]:
    return {phase.stage: phase.sights for phase in row.phases.all()}
