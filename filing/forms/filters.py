"""What is the list of cases narrowed to?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms

from core.text_guard import normalise_text
from core.widgets import QuickSelect
from filing.states import FilingState
from sites.forms.chips import offer_districts
from sites.forms.fields import MOST_TYPED
from sites.types import type_choices


class FilingFilterForm(forms.Form):
    """A filter nobody knows is left out, never an error."""

    q = forms.CharField(
        label="名称或编号", required=False, widget=forms.TextInput(attrs={"type": "search", "maxlength": 60})
    )
    state = forms.ChoiceField(
        label="状态", required=False, choices=[("", "全部"), *FilingState.choices], widget=QuickSelect
    )
    type = forms.ChoiceField(
        label="阵地类型", required=False, choices=[("", "全部"), *type_choices()], widget=QuickSelect
    )
    district = forms.ChoiceField(label="区(市)", required=False, widget=QuickSelect)

    def __init__(self, data: Any, *, districts: Mapping[str, str]) -> None:
        super().__init__(data)
        offer_districts(self.fields["district"], districts)

    def clean_q(self) -> str:
        return normalise_text(self.cleaned_data["q"][:MOST_TYPED])[:60]

    def chosen(self) -> dict[str, str]:
        """The filters that hold, by the names of the selector."""
        self.full_clean()
        data = self.cleaned_data
        names = {"words": "q", "state": "state", "site_type": "type", "district": "district"}
        return {name: data.get(field, "") for name, field in names.items()}

    def labels(self) -> list[tuple[str, str]]:
        """Name in the address and words of each filter that holds."""
        found = []
        for name in ("q", "state", "type", "district"):
            value = self.cleaned_data.get(name, "")
            if value:
                words = dict(getattr(self.fields[name], "choices", [])).get(value, value)
                found.append((name, f"{self.fields[name].label}:{words}"))
        return found
