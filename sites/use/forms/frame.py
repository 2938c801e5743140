"""How is a count read, and how do the fields of a form of records stand? They know no row and no right."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from crispy_forms.bootstrap import InlineRadios
from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Layout
from django import forms
from django.core.exceptions import ValidationError

from sites.forms.fields import Amount
from sites.models.entered import MOST_VISITS

#: More sessions, days or papers of one record are a slip of the finger.
MOST_SESSIONS = 1000


class Count(Amount):
    """A whole number of something; nought is a number, nothing is none."""

    def __init__(
        self,
        label: str,
        unit: str,
        *,
        least: int = 0,
        most: int = MOST_VISITS,
        must: bool = True,
        **kwargs: Any,
    ) -> None:
        super().__init__(label=label, places=0, least=least, most=most, unit=unit, hint="如 12。", **kwargs)
        self.required = must

    def clean(self, value: Any) -> int | None:
        number = super().clean(value)
        if number is None and self.required:
            raise ValidationError(
                f"请填写{self.label},单位为{self.unit}。{'没有的填 0。' if not self.least else ''}"
            )
        return number


class UseForm(forms.Form):
    """The part that all share: which fields must be there, and the grid they stand in."""

    use_required_attribute = False
    must: ClassVar[tuple[str, ...]] = ()
    #: Fields that stand side by side; the others come first, one below the other.
    grid: ClassVar[tuple[str, ...]] = ()

    def __init__(self, data: Any = None, *, initial: Mapping[str, Any] | None = None) -> None:
        super().__init__(data, initial=dict(initial or {}))
        for name in self.must:
            self.fields[name].required = True
            asked = "请选择" if isinstance(self.fields[name], forms.ChoiceField) else "请填写"
            self.fields[name].error_messages["required"] = f"{asked}{self.fields[name].label}。"

    @property
    def helper(self) -> FormHelper:
        helper = FormHelper()
        helper.form_tag, helper.disable_csrf = False, True
        beside = [name for name in self.grid if name in self.fields]
        choices = {name for name in self.fields if isinstance(self.fields[name], forms.ChoiceField)}
        above = [
            InlineRadios(name) if name in choices else name
            for name in self.fields
            if name not in beside and name != "known"
        ]
        known = ["known"] if "known" in self.fields else []
        helper.layout = Layout(*above, Div(*beside, css_class="form-grid"), *known)
        return helper

    def tell(self, problems: Mapping[str, str]) -> None:
        for field, said in problems.items():
            self.add_error(field or None, said)
