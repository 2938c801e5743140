"""What do all section forms have in common? They start from a version's facts and give back columns to write.

Incomplete is allowed: an empty field says 未核实, and 必填 only tells the reader what submitting will ask for.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, ClassVar, Self

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms

from sites.models import SiteVersion
from sites.sections import BY_CODE


def helper_for(*parts: Any) -> FormHelper:
    """A helper for ``components/form.html``: the frame, the token and the buttons are the component's."""
    helper = FormHelper()
    helper.form_tag = False
    helper.disable_csrf = True
    helper.layout = Layout(*parts)
    return helper


class SectionForm(forms.Form):
    """One section of a case. ``values`` are the columns to write, ``warnings`` what to say after saving."""

    code: ClassVar[str]
    use_required_attribute = False

    def __init__(self, data: Any = None, *, version: SiteVersion, today: date) -> None:
        self.version = version
        self.today = today
        self.warnings: list[str] = []
        super().__init__(data, initial=self.initial_values(version))
        self.helper = helper_for(*self.layout())
        self._say_required(True)

    def initial_values(self, version: SiteVersion) -> dict[str, Any]:
        return {name: getattr(version, name) for name in self.base_fields if hasattr(version, name)}

    def layout(self) -> list[Any]:
        return list(self.fields)

    def full_clean(self) -> None:
        self._say_required(False)
        super().full_clean()
        self._say_required(True)

    def _say_required(self, said: bool) -> None:
        for name in BY_CODE[self.code].mandatory & self.fields.keys():
            self.fields[name].required = said

    def values(self) -> dict[str, Any]:
        """Columns of the version and what they shall hold."""
        columns = BY_CODE[self.code].fields
        return {name: value for name, value in self.cleaned_data.items() if name in columns}

    def doubts(self, saved: SiteVersion) -> str:
        """What the person should look at again before going on; the section is saved all the same."""
        return ""

    def standing_doubt(self) -> str:
        """What is doubtful in the facts as they are stored."""
        return ""

    def rebound(self, changes: Mapping[str, Any]) -> Self:
        """The same typed content with some fields replaced, not yet judged."""
        data = self.data.copy()
        data.update(changes)
        return type(self)(data, version=self.version, today=self.today)
