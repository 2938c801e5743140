"""What is a paper, before anybody draws it? A title, its numbers, and parts in order; plain values and no rows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

#: Characters that fit into half a row of a form.
SHORT_TEXT = 12

DRAFT_MARK = "草稿,尚未提交"


@dataclass(frozen=True)
class Entry:
    """Label and text of one field. ``is_unknown``: it was asked and nobody has given it."""

    label: str
    text: str = ""
    is_unknown: bool = False

    @property
    def words(self) -> str:
        return "未核实" if self.is_unknown else self.text


@dataclass(frozen=True)
class Grid:
    """A table of fields, one or two in a row."""

    rows: tuple[tuple[Entry, ...], ...]
    shape: ClassVar[str] = "grid"


@dataclass(frozen=True)
class Listing:
    """A table with a head; every row has as many cells as the head. ``empty``: said when there is no row."""

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    empty: str = ""
    shape: ClassVar[str] = "listing"

    @property
    def is_numbered(self) -> bool:
        return self.head[0] == "序号"


@dataclass(frozen=True)
class Opinion:
    """The place where one office writes, signs and seals; a seal is never drawn.

    ``seal``: the word under the line, where the title does not say it.
    ``role``: what the officer who signs is called. ``is_signature``: a person signs there and no officer is named.
    """

    title: str
    opinion: str = ""
    signer: str = ""
    on: date | datetime | None = None
    seal: str = ""
    is_signature: bool = False
    role: str = "经办人"


@dataclass(frozen=True)
class Opinions:
    blocks: tuple[Opinion, ...]
    shape: ClassVar[str] = "opinions"


@dataclass(frozen=True)
class Passage:
    """Paragraphs of running text; a letter begins with whom it is sent ``to``."""

    paragraphs: tuple[str, ...]
    to: str = ""
    shape: ClassVar[str] = "passage"


@dataclass(frozen=True)
class Closing:
    """Who issues the paper, and when."""

    office: str
    on: date | datetime | None = None
    shape: ClassVar[str] = "closing"


Part = Grid | Listing | Opinions | Passage | Closing


@dataclass(frozen=True)
class Code:
    """What the QR code leads to, and the digest printed beside it for the eye."""

    number: str
    token: str
    digest: str = ""


@dataclass(frozen=True)
class Paper:
    """One paper. ``marks`` stand above the title, ``numbers`` below it, ``notes`` in small print at the end."""

    title: str
    parts: tuple[Part, ...]
    numbers: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()
    is_sample: bool = False
    code: Code | None = None


def grid_of(entries: Iterable[Entry]) -> Grid:
    """Fields in their order, short ones two in a row."""
    rows: list[tuple[Entry, ...]] = []
    for entry in entries:
        last = rows[-1] if rows else ()
        if len(last) == 1 and _is_short(last[0]) and _is_short(entry):
            rows[-1] = (*last, entry)
        else:
            rows.append((entry,))
    return Grid(tuple(rows))


def _is_short(entry: Entry) -> bool:
    return len(entry.words) <= SHORT_TEXT and len(entry.label) <= SHORT_TEXT
