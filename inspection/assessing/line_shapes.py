"""The plain values that a board is drawn from: lines, heads, vetoes."""

from __future__ import annotations

from dataclasses import dataclass

from inspection.assessing.fields import Fields, fields_of
from inspection.models import ScoreAnswer, ScoreProof
from rulebook.rubric import Criterion, Dimension, How, Level, Veto


@dataclass(frozen=True)
class Cell:
    """One column's word on one line."""

    label: str
    text: str
    note: str = ""


@dataclass(frozen=True)
class ItemLine:
    """One item of the table as a page shows it. ``answer`` is what the open column says; ``None``: nothing yet."""

    criterion: Criterion
    cells: tuple[Cell, ...]
    source: str
    wanted: str
    gap: int
    proofs: tuple[ScoreProof, ...]
    lacks_proof: bool
    is_missing: bool
    answer: ScoreAnswer | None
    earlier: str
    is_open: bool = True

    @property
    def code(self) -> str:
        return self.criterion.code

    @property
    def revision(self) -> int:
        return self.answer.revision if self.answer else 0

    @property
    def levels(self) -> tuple[Level, ...]:
        return self.criterion.levels

    @property
    def is_choice(self) -> bool:
        return self.criterion.how == How.CHOICE

    @property
    def is_judgement(self) -> bool:
        return self.criterion.how == How.JUDGEMENT

    @property
    def asks(self) -> bool:
        """A person answers it, and nothing counts without."""
        return self.is_open and not self.criterion.is_automatic

    @property
    def may_be_set_aside(self) -> bool:
        return self.is_open and self.criterion.may_not_apply

    @property
    def fields(self) -> Fields:
        return fields_of(self.answer)


@dataclass(frozen=True)
class VetoRow:
    """One case of 一票否决 as a page shows it."""

    veto: Veto
    cells: tuple[Cell, ...]
    source: str
    is_missing: bool
    answer: ScoreAnswer | None
    is_open: bool = True

    @property
    def code(self) -> str:
        return self.veto.code

    @property
    def revision(self) -> int:
        return self.answer.revision if self.answer else 0

    @property
    def asks(self) -> bool:
        """The register does not answer it: a person does."""
        return self.is_open and not self.source

    @property
    def fields(self) -> Fields:
        return fields_of(self.answer)


@dataclass(frozen=True)
class Head:
    """A head of the table with its lines and what each column earned."""

    dimension: Dimension
    lines: tuple[ItemLine, ...]
    cells: tuple[Cell, ...]
