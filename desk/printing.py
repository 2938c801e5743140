"""How is a list put on paper? As many rows as one set of sheets holds, under the conditions that narrowed it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

#: Rows of one print, about a dozen sheets; who has more narrows the list or takes out the ledger.
MOST = 500


@dataclass(frozen=True)
class Paper:
    """``title``: what the list is called; ``noun`` and ``unit``: what one row is, as in 500 处阵地."""

    title: str
    noun: str
    unit: str
    rows: tuple[Any, ...]
    is_cut: bool
    most: int


def paper(found: QuerySet[Any, Any], *, title: str, noun: str, unit: str) -> Paper:
    """The first rows, and whether that is not all."""
    rows = tuple(found[: MOST + 1])
    return Paper(title, noun, unit, rows[:MOST], len(rows) > MOST, MOST)
