"""How large is it and what is in it? What is offered and asked follows from the module of the site's type."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from crispy_forms.bootstrap import AppendedText, InlineCheckboxes, InlineRadios
from crispy_forms.layout import Div, Field, Fieldset
from django import forms

from filing.forms.base import SectionForm
from sites.facilities import grouped, in_order, label_of
from sites.fact_fields import FactField, FactValue, Kind
from sites.forms.fields import WRONG_CHOICE, Amount, day_widget
from sites.models import SiteVersion
from sites.site_type import SiteType, contradictions, validate_facts

#: Choices up to this number stand open, more are folded.
OPEN_CHOICES = 6

_PLACES = {Kind.COUNT: 0, Kind.TENTHS: 1, Kind.HUNDREDTHS: 2, Kind.MONEY: 2}


def facility_choices(kind: SiteType) -> list[tuple[str, list[tuple[str, str]]]]:
    """What the type offers: its basic set first, then its comfort set, then the rest by group."""
    first = [("基础配置", kind.basic_facilities), ("舒适配置", kind.comfort_facilities)]
    named = {code for _, codes in first for code in codes}
    rest = [code for code in kind.facilities if code not in named]
    parts = [(title, [(code, label_of(code)) for code in codes]) for title, codes in first if codes]
    return parts + [(title, [(each.code, each.label) for each in found]) for title, found in grouped(rest)]


def typed_value(fact: FactField, value: FactValue | None) -> Any:
    """A stored fact as it was typed."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, int):
        places = _PLACES.get(fact.kind, 0)
        return f"{Decimal(value).scaleb(-places):.{places}f}"
    return value


def fact_input(fact: FactField) -> forms.Field:
    """The input of one fact; the type's module judges what comes back."""
    return forms.Field(label=fact.label, required=False, help_text=fact.help_text, widget=_widget(fact))


def _widget(fact: FactField) -> forms.Widget:
    if fact.kind is Kind.BOOL:
        return forms.RadioSelect(choices=[("是", "是"), ("否", "否"), ("", "未核实")])
    if fact.kind is Kind.CHOICES:
        return forms.CheckboxSelectMultiple(choices=fact.choices)
    if fact.kind is Kind.CHOICE and len(fact.choices) <= OPEN_CHOICES:
        return forms.RadioSelect(choices=[*fact.choices, ("", "未核实")])
    if fact.kind is Kind.CHOICE:
        return forms.Select(choices=[("", "未核实"), *fact.choices])
    if fact.kind is Kind.DATE:
        return day_widget()
    if fact.kind in _PLACES:
        return forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off", "maxlength": 20})
    return forms.TextInput(attrs={"maxlength": fact.max})


class FacilitiesForm(SectionForm):
    """Area, places, facilities, and the facts of the type."""

    code = "facilities"

    area_hundredths = Amount(
        label="使用面积",
        places=2,
        least=1,
        most=100_000,
        unit="平方米",
        hint="如 25.5。",
        help_text="最多两位小数。",
    )
    capacity = Amount(label="可容纳人数", places=0, least=1, most=100_000, unit="人", hint="如 20。")
    facilities = forms.MultipleChoiceField(
        label="设施", required=False, widget=forms.CheckboxSelectMultiple, error_messages=WRONG_CHOICE
    )

    def __init__(self, data: Any = None, *, version: SiteVersion, **kwargs: Any) -> None:
        self.kind = version.kind
        super().__init__(data, version=version, **kwargs)

    def part_of(self, name: str) -> str:
        return f"fact:{name.removeprefix('fact_')}" if name.startswith("fact_") else name

    def _may_write(self, column: str) -> bool:
        facts_open = self.reopened is None or any(part.startswith("fact:") for part in self.reopened)
        return facts_open if column == "type_facts" else super()._may_write(column)

    def initial_values(self, version: SiteVersion) -> dict[str, Any]:
        facts = {
            f"fact_{fact.name}": typed_value(fact, version.type_facts.get(fact.name))
            for fact in self.kind.facts
        }
        return {**super().initial_values(version), **facts}

    def layout(self) -> list[Any]:
        self.fields["facilities"].choices = facility_choices(self.kind)
        for fact in self.kind.facts:
            self.fields[f"fact_{fact.name}"] = fact_input(fact)
        own = [self._shown(fact) for fact in self.kind.facts]
        size = Div(
            AppendedText("area_hundredths", "平方米"), AppendedText("capacity", "人"), css_class="form-grid"
        )
        return [
            size,
            Field("facilities", template="filing/_facilities.html"),
            Fieldset(f"{self.kind.label}专有信息", *own, css_class="section"),
        ]

    def _shown(self, fact: FactField) -> Any:
        name = f"fact_{fact.name}"
        if fact.unit and fact.kind in _PLACES:
            return AppendedText(name, fact.unit, css_class="numeric")
        if isinstance(self.fields[name].widget, forms.CheckboxSelectMultiple):
            return InlineCheckboxes(name)
        return InlineRadios(name) if isinstance(self.fields[name].widget, forms.RadioSelect) else name

    @staticmethod
    def _raw(fact: FactField, data: dict[str, Any]) -> Any:
        value = data.get(f"fact_{fact.name}")
        return value.replace(",", "") if fact.kind in _PLACES and isinstance(value, str) else value

    def clean_facilities(self) -> list[str]:
        return in_order(self.cleaned_data["facilities"])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        raw = {fact.name: self._raw(fact, data) for fact in self.kind.facts}
        clean, problems = validate_facts(self.kind, raw, self.today)
        problems = contradictions(self.kind, data.get("facilities") or (), clean) | problems
        for name, sentence in problems.items():
            self.add_error(f"fact_{name}", sentence)
        data["type_facts"] = clean
        return data
