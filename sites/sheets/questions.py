"""What is known about a row while it is read: the words it is compared with, what it came to, what is asked.

Plain values; nothing is read here.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from sites.sheets.cells import RawRow
from sites.sheets.columns import NAME

#: What a person may answer: give the text anew, leave the cell empty, leave the row out, take the row as it is,
#: choose a type or a district, say that plain hours hold every day.
RETYPE, BLANK, SKIP, KEEP, CHOOSE_TYPE, CHOOSE_DISTRICT = "text", "blank", "skip", "keep", "type", "district"
DAILY = "daily"

MOST_SHOWN = 40


class Question(NamedTuple):
    """One thing that is wrong or unclear. Rows that write the same word share one ``key`` and one answer."""

    key: str
    column: str
    typed: str
    sentence: str
    answers: tuple[str, ...]


class Answer(NamedTuple):
    """``do`` is one of the answers above; ``text`` what was typed or chosen."""

    do: str
    text: str = ""


@dataclass(frozen=True)
class Words:
    """What the rows of one file are compared with."""

    today: date
    epoch: str = ""
    answers: Mapping[str, Answer] = field(default_factory=dict)
    districts: Mapping[str, str] = field(default_factory=dict)
    district_labels: Mapping[str, str] = field(default_factory=dict)
    unions: Mapping[str, int] = field(default_factory=dict)
    #: Type of the whole file or of a sheet, where no column says it.
    site_type: str = ""
    union: int | None = None
    #: District of a union, where no column says it.
    district_of: Mapping[int, str] = field(default_factory=dict)
    #: Union of a district, where lists of several districts go to each its own.
    union_of: Mapping[str, int] | None = None
    #: Facts that hold for every row (the agreement of a chain).
    shared: Mapping[str, Any] = field(default_factory=dict)


@dataclass
class Site:
    """What one row came to."""

    row: RawRow
    site_type: str = ""
    union: int | None = None
    district: str = ""
    facts: dict[str, Any] = field(default_factory=dict)
    questions: list[Question] = field(default_factory=list)
    #: Column, what was written, what it was taken to mean: where the two differ, a person should see it.
    readings: list[tuple[str, str, str]] = field(default_factory=list)
    is_left_out: bool = False
    #: Code of the site that the row is about, and the version with which it was compared.
    code: str = ""
    known_name: str = ""
    base: int | None = None
    is_unchanged: bool = False

    @property
    def name(self) -> str:
        return str(self.facts.get(NAME, self.known_name))

    @property
    def place(self) -> str:
        return f"{self.row.sheet}!{self.row.number}"


def cell_key(row: RawRow, column: str) -> str:
    """What one cell alone is asked by."""
    return f"cell:{row.sheet}!{row.number}:{column}"


def word_key(column: str, word: str) -> str:
    """What rows that write the same word share: one question and one answer."""
    short = word if len(word) <= MOST_SHOWN else hashlib.sha256(word.encode()).hexdigest()
    return f"{column}:{short}"
