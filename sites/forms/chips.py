"""What is a list narrowed to, in words, each with the address without it?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import QueryDict


@dataclass(frozen=True)
class Chip:
    """One condition in words, and the address without it."""

    label: str
    url: str


def offer_districts(field: forms.Field, districts: Mapping[str, str]) -> None:
    """To narrow a list by; whoever sees one district alone has nothing to choose, and follows a number that stands for it."""
    if isinstance(field, forms.ChoiceField):
        field.choices = [("", "全部"), *districts.items()]
    if len(districts) < 2:
        field.widget = forms.HiddenInput()


def address_without(query: QueryDict, *names: str, value: str = "") -> str:
    """This address without some parameters, or without one value of a repeated one; on its first page."""
    rest = query.copy()
    for name in names:
        kept = [each for each in rest.getlist(name) if value and each != value]
        rest.setlist(name, kept)
    rest.pop("page", None)
    return f"?{rest.urlencode()}"


def chips_of(form: forms.Form, query: QueryDict) -> list[Chip]:
    """What a form narrows its list to, in words; the words of a search box stand for themselves."""
    form.is_valid()
    return [
        Chip(_said(form.fields[name], value), address_without(query, name))
        for name, value in form.cleaned_data.items()
        if value and not form.fields[name].widget.is_hidden
    ]


def _said(field: forms.Field, value: Any) -> str:
    if isinstance(field, forms.ChoiceField):
        return f"{field.label}:{dict(field.choices)[value]}"
    return f"“{value}”"
