"""Form controls that stay quick when there are many choices."""

from __future__ import annotations

from functools import lru_cache
from html import escape
from typing import Any

from django.forms import Select
from django.forms.utils import flatatt
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

#: Pairs of a value and its label, or of a group's label and its pairs.
_Choices = tuple[tuple[str, Any], ...]


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
        return format_html("<select{}>{}</select>", flatatt(final), self._entries(chosen))

    def _entries(self, chosen: str) -> SafeString:
        """Written once for the same choices; what is chosen is marked afterwards."""
        value = f'<option value="{escape(chosen)}"'
        return mark_safe(_written(_plain(self.choices)).replace(f"{value}>", f"{value} selected>", 1))


def _plain(choices: Any) -> _Choices:
    return tuple(
        (str(value), _plain(label) if isinstance(label, list | tuple) else str(label))
        for value, label in choices
    )


@lru_cache(maxsize=64)
def _written(choices: _Choices) -> str:
    return "".join(_entry(value, label) for value, label in choices)


def _entry(value: str, label: Any) -> str:
    if isinstance(label, tuple):
        return f'<optgroup label="{escape(value)}">{_written(label)}</optgroup>'
    return f'<option value="{escape(value)}">{escape(label)}</option>'
