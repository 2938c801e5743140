"""What does a row with a code say that the register does not say already? Pure: values in, differences out.

A cell that reads as the ledger writes it is no statement at all, so a ledger that nobody edited changes nothing,
whatever older rules once let into the register. An empty cell leaves its fact alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from core.text_guard import normalise_text
from sites.ledger.cells import Value, printable
from sites.sheets.cells import Cell, CellKind
from sites.sheets.columns import DATUM, FACILITIES, LAT, LNG

#: A pin is one fact: a change of one of these is read together with the other two.
PIN = (LAT, LNG, DATUM)

_READABLE = frozenset({CellKind.TEXT, CellKind.NUMBER, CellKind.DATE})


@dataclass(frozen=True)
class Standing:
    """One site of the register. ``written``: as the ledger writes it, by column; ``stored``: as rows are understood.

    ``why_not`` says in a sentence why no change can be begun now; ``union_names`` are plain names.
    """

    version: int
    site_type: str
    union: int
    union_name: str
    union_names: frozenset[str]
    district: str
    written: Mapping[str, Value] = field(default_factory=dict)
    stored: Mapping[str, Any] = field(default_factory=dict)
    why_not: str = ""


def is_as_written(value: Value, cell: Cell) -> bool:
    """Whether the cell still holds what the ledger put there."""
    if value is None or cell.kind not in _READABLE:
        return False
    text = normalise_text(cell.text)
    if isinstance(value, date):
        return text == value.isoformat()
    if isinstance(value, str):
        return text == normalise_text(printable(value))
    try:
        return Decimal(text) == value
    except InvalidOperation:
        return False


def told_anew(standing: Standing, cells: Mapping[str, Cell]) -> dict[str, Cell]:
    """The cells that hold something else than the ledger would write; of a pin all three or none."""
    anew = {key: cell for key, cell in cells.items() if not is_as_written(standing.written.get(key), cell)}
    if any(key in anew for key in PIN):
        anew |= {key: cells[key] for key in PIN if key in cells}
    return anew


def differing(standing: Standing, facts: Mapping[str, Any]) -> dict[str, Any]:
    """Only the facts that are not in the register like this already."""
    stored = standing.stored
    found = {
        key: value
        for key, value in facts.items()
        if key not in PIN and not _is_equal(key, value, stored.get(key))
    }
    pin = {key: facts[key] for key in PIN if key in facts}
    return found if all(stored.get(key) == value for key, value in pin.items()) else {**found, **pin}


def _is_equal(key: str, value: Any, stored: Any) -> bool:
    return sorted(value) == sorted(stored or ()) if key == FACILITIES else bool(value == stored)
