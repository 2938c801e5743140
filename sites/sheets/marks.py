"""What does a sheet say beside its values: hidden rows and columns, merged cells, values far outside?

A stream over the bytes of one part: no tree is built, and gaps of a million rows cost nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import IO

_STEP = 256 * 1024
#: No tag of interest is longer; what is cut off at the end of one piece is looked at with the next.
_OVERLAP = 2048

_TAG = re.compile(
    rb"<(?:\w+:)?(?:"
    rb'(?P<merge>mergeCell)\s[^>]*?ref="(?P<span>[A-Z0-9:]+)"'
    rb'|(?P<row>row)\s[^>]*?hidden="(?:1|true)"[^>]*>'
    rb'|(?P<col>col)\s[^>]*?hidden="(?:1|true)"[^>]*>'
    rb'|c\s[^>]*?r="(?P<far>[A-Z]{3,}\d+|[A-Z]+\d{6,})"(?:[^>]*[^/>])?>)'
)
_ROW_NUMBER = re.compile(rb'\sr="(\d+)"')
_FIRST, _LAST = re.compile(rb'\smin="(\d+)"'), re.compile(rb'\smax="(\d+)"')
_CELL = re.compile(r"([A-Z]+)(\d+)")


@dataclass
class Marks:
    """Rows and columns count from one. ``far``: names of cells with a value outside the limits."""

    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    far: str = ""


def column_number(letters: str) -> int:
    """A is 1, AA is 27."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def column_letters(number: int) -> str:
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def place_of(name: str) -> tuple[int, int]:
    """Row and column of B7."""
    found = _CELL.fullmatch(name)
    if found is None:
        raise ValueError(name)
    return int(found[2]), column_number(found[1])


def read_marks(part: IO[bytes], *, most_rows: int, most_columns: int) -> Marks:
    """Everything beside the values; stops at the first value outside the limits."""
    marks = Marks()
    for found in _tags(part):
        if found["merge"]:
            _note_merge(marks, found["span"].decode())
        elif found["row"]:
            number = _ROW_NUMBER.search(found[0])
            if number:
                marks.hidden_rows.add(int(number[1]))
        elif found["col"]:
            _note_columns(marks, found[0], most_columns)
        else:
            row, column = place_of(found["far"].decode())
            if row > most_rows or column > most_columns:
                marks.far = found["far"].decode()
                return marks
    return marks


def _tags(part: IO[bytes]) -> Iterator[re.Match[bytes]]:
    kept = b""
    while piece := part.read(_STEP):
        text, last = kept + piece, 0
        for found in _TAG.finditer(text):
            yield found
            last = found.end()
        kept = text[max(last, len(text) - _OVERLAP) :]


def _note_merge(marks: Marks, span: str) -> None:
    first, _, last = span.partition(":")
    top, left = place_of(first)
    bottom, right = place_of(last or first)
    marks.merged.append((top, left, bottom, right))


def _note_columns(marks: Marks, tag: bytes, most: int) -> None:
    first, last = _FIRST.search(tag), _LAST.search(tag)
    if first and last:
        marks.hidden_columns |= set(range(int(first[1]), min(int(last[1]), most) + 1))
