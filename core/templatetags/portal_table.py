"""The rows of a table in one pass: fifty rows of many cells are most of a page's cost when each cell is a template."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import partial
from html import escape
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from core.templatetags.portal import blank

register = template.Library()

#: What stands in a cell that has nothing to say; a card on a phone leaves such a line out.
NOTHING = "—"

#: What HTML gives a meaning to.
_MARKS = re.compile(r"""[&<>"']""")


def _of(thing: Any, name: str) -> Any:
    """A value of a dictionary or of an object, as templates look it up. Asked of every part of every cell."""
    return thing.get(name) if isinstance(thing, dict) else getattr(thing, name, None)


def _escaped(text: Any) -> str:
    """What Django's own filter makes of it. Most texts need nothing and are plain: they are told first."""
    if type(text) is str:
        return escape(text) if _MARKS.search(text) else text
    return str(text.__html__()) if hasattr(text, "__html__") else escape(str(text))


def _inside(cell: Any) -> str:
    of = cell.get if isinstance(cell, dict) else partial(_of, cell)
    text = of("text")
    shown: str
    if own := of("template"):
        shown = render_to_string(own, {"row": of("row")})
    elif url := of("url"):
        shown = f'<a href="{_escaped(url)}">{_escaped(text)}</a>'
    elif tag := of("tag"):
        long = " tag--long" if of("long") else ""
        shown = f'<span class="tag{long} tag--{_escaped(tag)}">{_escaped(text)}</span>'
    else:
        shown = _escaped(blank(text))
    sub = of("sub")
    return f'{shown}<span class="sub">{_escaped(sub)}</span>' if sub else shown


def _opening(column: Any, more: str = "") -> str:
    """The start of a cell of this column; the same for every row, and another for a cell that says nothing."""
    names = ["number-cell"] if _of(column, "numeric") else ["keep"] if _of(column, "keep") else []
    kind = f' class="{" ".join([*names, more]).strip()}"' if names or more else ""
    return f'<td role="cell" data-label="{_escaped(_of(column, "label"))}"{kind}><span>'


def _actions(row: Any, name: Any) -> str:
    links = [
        f'<a href="{_escaped(url)}">{_escaped(label)}<span class="visually-hidden">{_escaped(name)}</span></a>'
        for label, url in _of(row, "actions") or ()
    ]
    return f'<td role="cell" class="row-actions">{"".join(links)}</td>'


def _pick(row: Any, name: Any) -> str:
    value = _of(row, "pick")
    box = f'<input type="checkbox" name="pick" value="{_escaped(value)}" aria-label="选择{_escaped(name)}">'
    return f'<td role="cell" class="pick">{box if value else ""}</td>'


@register.simple_tag
def table_rows(rows: Sequence[Any], columns: Sequence[Any], bulk: bool = False) -> SafeString:
    """Rows and columns as ``components/table.html`` describes them; every text is escaped here."""
    openings = [(_opening(column), _opening(column, "nothing-cell")) for column in columns]
    has_actions = bool(rows) and bool(_of(rows[0], "actions"))
    parts: list[str] = []
    for row in rows:
        cells = _of(row, "cells")
        name = _of(cells[0], "text")
        parts.append('<tr role="row">')
        if bulk:
            parts.append(_pick(row, name))
        parts.append(f'<th scope="row" role="rowheader"><span>{_inside(cells[0])}</span></th>')
        for opening, cell in zip(openings[1:], cells[1:], strict=False):
            says_nothing = _of(cell, "text") == NOTHING and not _of(cell, "sub")
            parts.append(f"{opening[says_nothing]}{_inside(cell)}</span></td>")
        if has_actions:
            parts.append(_actions(row, name))
        parts.append("</tr>\n")
    return mark_safe("".join(parts))
