"""What do all section forms have in common? They start from a version's facts and give back columns to write.

Incomplete is allowed: an empty field says 未核实, and 必填 only tells the reader what submitting will ask for.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any, ClassVar, Self

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from core.actor import Actor
from sites.models import SiteVersion
from sites.sections import BY_CODE, PAIRED


def helper_for(*parts: Any) -> FormHelper:
    """A helper for ``components/form.html``: the frame, the token and the buttons are the component's."""
    helper = FormHelper()
    helper.form_tag = False
    helper.disable_csrf = True
    helper.layout = Layout(*parts)
    return helper


@dataclass(frozen=True)
class Fill:
    """A button that fills inputs and saves nothing: what it says and what it fills in."""

    label: str
    values: Mapping[str, Any]


class Ready:
    """Markup that stands in a layout as it is. Crispy's ``HTML`` reads its text as a template: what people typed, a
    name on a button, must never get there.
    """

    def __init__(self, html: SafeString) -> None:
        self.html = html

    def render(self, *args: Any, **kwargs: Any) -> SafeString:
        return self.html


def fill_buttons(fills: Mapping[str, Fill], title: str) -> SafeString:
    """The buttons in a group of their own; empty without any."""
    rows = [(code, fill.label) for code, fill in fills.items()]
    buttons = format_html_join(
        "", '<button class="btn" type="submit" name="fill" value="{}">{}</button>', rows
    )
    if not rows:
        return buttons
    return format_html('<div class="cluster field" role="group" aria-label="{}">{}</div>', title, buttons)


class SaysRequired(forms.Form):
    """A form that may be saved incomplete: 必填 tells the reader what submitting will ask for, and refuses nothing."""

    use_required_attribute = False

    #: By the value that the button sends.
    fills: Mapping[str, Fill] = MappingProxyType({})

    def mandatory_names(self) -> frozenset[str]:
        """Inputs that must be filled before the case is handed in."""
        return frozenset()

    def full_clean(self) -> None:
        self._say_required(False)
        super().full_clean()
        self._say_required(True)

    def _say_required(self, said: bool) -> None:
        for name in self.mandatory_names() & self.fields.keys():
            self.fields[name].required = said


class SectionForm(SaysRequired):
    """One section of a case. ``values`` are the columns to write, ``warnings`` what to say after saving.

    ``reopened`` names the parts that a returned case may change here; the inputs of all others are shown, not open.
    ``actor``: whoever is to be offered what the register knows within his reach; nobody is offered nothing.
    """

    code: ClassVar[str]

    def __init__(
        self,
        data: Any = None,
        *,
        version: SiteVersion,
        today: date,
        reopened: frozenset[str] | None = None,
        actor: Actor | None = None,
    ) -> None:
        self.version = version
        self.actor = actor
        self.reopened = reopened
        self.today = today
        self.warnings: list[str] = []
        super().__init__(data, initial=self.initial_values(version))
        self.helper = helper_for(*self.layout())
        for name, field in self.fields.items():
            field.disabled = not self.is_open(name)
        self._say_required(True)

    def part_of(self, name: str) -> str:
        """Which part of the case this input belongs to; see ``filing.parts``."""
        return name

    def is_open(self, name: str) -> bool:
        return self.reopened is None or self.part_of(name) in self.reopened

    def initial_values(self, version: SiteVersion) -> dict[str, Any]:
        return {name: getattr(version, name) for name in self.base_fields if hasattr(version, name)}

    def layout(self) -> list[Any]:
        return list(self.fields)

    def mandatory_names(self) -> frozenset[str]:
        return BY_CODE[self.code].mandatory

    def values(self) -> dict[str, Any]:
        """Columns of the version and what they shall hold."""
        columns = BY_CODE[self.code].fields
        return self.only_open({name: value for name, value in self.cleaned_data.items() if name in columns})

    def only_open(self, values: dict[str, Any]) -> dict[str, Any]:
        """Without the columns of parts that are not open."""
        return {name: value for name, value in values.items() if self._may_write(name)}

    def _may_write(self, column: str) -> bool:
        return self.reopened is None or PAIRED.get(column, column) in self.reopened

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
        same = {"version": self.version, "today": self.today, "reopened": self.reopened, "actor": self.actor}
        return type(self)(data, **same)
