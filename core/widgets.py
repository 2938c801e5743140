"""Form controls that stay quick when there are many choices."""

from __future__ import annotations

from html import escape
from typing import Any

from django.forms import Select
from django.forms.utils import flatatt
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe


class QuickSelect(Select):
    """A drop-down whose options are written in one pass: hundreds of districts, one template each, cost a page.

    ``choices``: pairs, or a label with its pairs; taken as they are, where Django would rebuild every one of them.
    """

    choices: Any = ()

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None
    ) -> SafeString:
        final = self.build_attrs(self.attrs, {**(attrs or {}), "name": name})
        chosen = "" if value is None else str(value)
        return format_html("<select{}>{}</select>", flatatt(final), self._entries(self.choices, chosen))

    def _entries(self, choices: Any, chosen: str) -> SafeString:
        return mark_safe("".join(self._entry(value, label, chosen) for value, label in choices))

    def _entry(self, value: Any, label: Any, chosen: str) -> str:
        if isinstance(label, list | tuple):
            return f'<optgroup label="{escape(str(value))}">{self._entries(label, chosen)}</optgroup>'
        mark = " selected" if str(value) == chosen else ""
        return f'<option value="{escape(str(value))}"{mark}>{escape(str(label))}</option>'
