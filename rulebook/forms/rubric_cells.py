"""The cells of a scoring table, and a row of them that is read as a file's is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms

from rulebook.forms.packs import NARROW
from rulebook.row_values import BadRow
from rulebook.rubric import EVIDENCE, HOW, PURPOSES
from rulebook.rubric_checks import Vocabulary
from rulebook.scale_text import BadScale


def points_field(label: str, most: int = 100) -> forms.DecimalField:
    return forms.DecimalField(
        label=label,
        min_value=0,
        max_value=most,
        max_digits=4,
        decimal_places=1,
        widget=forms.NumberInput(attrs=NARROW),
        error_messages=dict.fromkeys(("min_value", "max_value"), f"应为 0 至 {most} 分,请修改。"),
    )


def purposes_field() -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label="用途",
        choices=list(PURPOSES.items()),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "请至少选一种用途。"},
    )


def facts_field(vocabulary: Vocabulary) -> forms.ChoiceField:
    facts = sorted(vocabulary.facts.items(), key=lambda item: item[1].label)
    choices = [("", "不用登记资料"), *((name, kind.label) for name, kind in facts)]
    return forms.ChoiceField(label="登记资料", choices=choices, required=False)


#: Cells that are chosen by code here and by word in a file.
WORDS = {"how": HOW, "purpose": PURPOSES, "purposes": PURPOSES, "evidence": EVIDENCE}


def _worded(words: Mapping[str, str], value: Any) -> Any:
    return [words[each] for each in value] if isinstance(value, list) else words[value]


class RowForm(forms.ModelForm):
    """A row whose cells are read as a file's are; ``read`` is what came of it."""

    reader: Any
    #: Which cell a scale that cannot be read is told beside.
    scale_cell = "scale"

    def __init__(self, *args: Any, vocabulary: Vocabulary, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.vocabulary = vocabulary

    def row(self) -> dict[str, Any]:
        """The cells by the names and words of a file; what stays empty is left out."""
        told = {
            name: self._as_stored(name, value)
            for name, value in self.cleaned_data.items()
            if value not in ("", [], None)
        }
        return {name: _worded(WORDS[name], value) if name in WORDS else value for name, value in told.items()}

    def _as_stored(self, name: str, value: Any) -> Any:
        """Boxes come back in the order of the page: the same ones are no change of the stored order."""
        stored = self.initial.get(name)
        both = isinstance(value, list) and isinstance(stored, list)
        return stored if both and sorted(stored) == sorted(value) else value

    def begin_with(self, row: dict[str, Any]) -> None:
        """Show a stored row, whose words become codes again; what it leaves out is an empty cell."""
        self.initial |= dict.fromkeys(self.declared_fields, "")
        codes = {name: {label: code for code, label in words.items()} for name, words in WORDS.items()}
        self.initial |= {
            name: _worded(codes[name], value) if name in codes else value for name, value in row.items()
        }

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.errors and not data.get("DELETE"):
            try:
                data["read"] = type(self).reader(self.row(), self.vocabulary)
            except (BadRow, BadScale) as bad:
                cell = self.scale_cell if self.scale_cell in self.fields else None
                self.add_error(cell, str(bad))
        return data
