"""The plain values that pages of reviewers are drawn from. Texts are already masked, self-scores already left out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from inspection.assessing.fields import Fields


@dataclass(frozen=True)
class Proof:
    """A picture or paper: its address within the case, what it is called, empty ``key`` where it is withheld."""

    key: str
    title: str
    is_picture: bool


@dataclass(frozen=True)
class FactLine:
    label: str
    value: str


@dataclass(frozen=True)
class Choice:
    """A level to pick, or an anchor. ``points`` in tenths."""

    code: str
    label: str
    points: int


@dataclass(frozen=True)
class ItemLine:
    """One item. ``self_said`` and ``gap`` (tenths, own less self) are empty until the own word is saved."""

    code: str
    title: str
    standard: str
    points: int
    choices: tuple[Choice, ...]
    is_choice: bool
    is_judgement: bool
    is_basic: bool
    may_not_apply: bool
    wanted: str
    asks: bool
    source: str
    earned: str
    is_missing: bool
    fields: Fields
    revision: int
    self_said: str
    self_note: str
    gap: int
    wants_comment: bool
    proofs: tuple[Proof, ...]


@dataclass(frozen=True)
class VetoRow:
    """One case of 一票否决."""

    code: str
    title: str
    source: str
    said: str
    asks: bool
    is_missing: bool
    fields: Fields
    revision: int
    self_said: str


@dataclass(frozen=True)
class Head:
    code: str
    name: str
    earned: str
    lines: tuple[ItemLine, ...]


@dataclass(frozen=True)
class Case:
    """One case as a reviewer sees it. ``name`` is the code in a blind round."""

    key: int
    revision: int
    code: str
    name: str
    lead: str
    kind: str
    is_visit: bool
    is_blind: bool
    is_open: bool
    due_at: datetime
    state: str
    state_label: str
    practices: str
    facts: tuple[FactLine, ...]
    papers: tuple[Proof, ...]
    heads: tuple[Head, ...]
    vetoes: tuple[VetoRow, ...]
    total: str
    left: tuple[str, ...]
    uncommented: tuple[str, ...]
    comment: str
    others: tuple[str, ...]

    @property
    def lines(self) -> Iterator[ItemLine]:
        for head in self.heads:
            yield from head.lines

    @property
    def asked(self) -> int:
        """Items and vetoes that a person answers."""
        return sum(line.asks for line in self.lines) + sum(row.asks for row in self.vetoes)

    @property
    def is_fresh(self) -> bool:
        """Nothing was said yet."""
        return len(self.left) == self.asked


@dataclass(frozen=True)
class Row:
    """One line of a reviewer's list. ``done`` of ``asked`` items have a word; 0 of 0 where it is submitted."""

    key: int
    code: str
    name: str
    type_label: str
    kind: str
    state: str
    state_label: str
    started: bool
    total: str


@dataclass(frozen=True)
class Summary:
    """One case among all own ones. ``points``: by item, as text. ``left`` and ``uncommented`` name items."""

    key: int
    code: str
    name: str
    type_label: str
    kind: str
    is_open: bool
    state_label: str
    total: str
    points: tuple[tuple[str, str], ...]
    left: tuple[str, ...]
    uncommented: tuple[str, ...]

    @property
    def is_ready(self) -> bool:
        return not self.left and not self.uncommented
