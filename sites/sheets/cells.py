"""What can stand in one cell, as the reading process hands it over?"""

from __future__ import annotations

from enum import StrEnum
from typing import Any, NamedTuple


class CellKind(StrEnum):
    """LOST: a number too long for a spreadsheet, whose last digits are gone. IDENTITY: held an identity number,
    which was left behind in the reading process. LONG: a text that was cut.
    """

    TEXT = "s"
    NUMBER = "n"
    DATE = "d"
    BOOL = "b"
    FORMULA = "f"
    ERROR = "e"
    LOST = "x"
    IDENTITY = "i"
    LONG = "l"


class Cell(NamedTuple):
    """Kind and text: numbers as people write them, days in ISO form, empty where the content must not travel."""

    kind: str
    text: str


class RawRow(NamedTuple):
    """One row of a sheet; ``number`` is what the spreadsheet shows at its side."""

    sheet: str
    number: int
    is_hidden: bool
    cells: tuple[Cell | None, ...]


def packed(cells: tuple[Cell | None, ...]) -> list[Any]:
    """As JSON."""
    return [list(cell) if cell else None for cell in cells]


def unpacked(data: list[Any]) -> tuple[Cell | None, ...]:
    return tuple(Cell(*each) if each else None for each in data)


def text_of(cell: Cell | None) -> str:
    """What a person sees in the cell, as far as it may be shown."""
    return cell.text.strip() if cell else ""


#: What was left behind in the reading process; a lost number may have been an identity number.
_WITHOUT_TEXT = frozenset({CellKind.IDENTITY, CellKind.LOST})


def is_filled(cell: Cell | None) -> bool:
    return cell is not None and (bool(cell.text.strip()) or cell.kind in _WITHOUT_TEXT)
