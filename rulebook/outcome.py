"""What does scoring give back? Items, vetoes, heads of the table and a conclusion, as plain values in integer tenths."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from rulebook.rubric import WHOLE, Criterion, Dimension, Purpose, Veto


class BadAnswer(ValueError):
    """An answer that the table does not allow; the message says what is wrong and what to do."""


class Standing(StrEnum):
    """How an item stands."""

    SCORED = "scored"
    NOT_APPLICABLE = "not_applicable"
    UNKNOWN = "unknown"
    MISSING = "missing"


class Conclusion(StrEnum):
    """``OPEN``: answers are missing. ``SHORT``: between failing and passing, or a basic item is not met."""

    OPEN = "open"
    MET = "met"
    SHORT = "short"
    FAILED = "failed"


@dataclass(frozen=True)
class Known:
    """The frozen value of a fact, in its stored unit; an answer's code where the fact is a choice."""

    value: int | str


@dataclass(frozen=True)
class NotApplicable:
    """Why nothing can be said: too few answers, no children of that age."""

    reason: str


Fact = Known | NotApplicable


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What a person said of an item: a level, points, or a reason why it does not apply; of a veto: ``is_met``."""

    level: str = ""
    points: int | None = None
    not_applicable: str = ""
    is_met: bool | None = None


@dataclass(frozen=True)
class Item:
    """One line of the result. ``points`` is ``None`` until it is known; ``measured`` is what was put on the steps."""

    criterion: Criterion
    standing: Standing
    points: int | None
    measured: int | str | None = None
    reason: str = ""

    @property
    def possible(self) -> int:
        return 0 if self.standing == Standing.NOT_APPLICABLE else self.criterion.points

    @property
    def earned(self) -> int:
        return self.points or 0


@dataclass(frozen=True)
class VetoLine:
    """One case of 一票否决: met, not met, or ``None`` while nobody can say."""

    veto: Veto
    is_met: bool | None
    by_fact: bool = False


@dataclass(frozen=True)
class Share:
    """What a head of the table earned."""

    dimension: Dimension
    earned: int
    possible: int

    @property
    def tenths_of_percent(self) -> int:
        return scaled(self.earned, self.possible)


@dataclass(frozen=True)
class Outcome:
    """All that follows. ``total`` is in tenths of a point of 100."""

    purpose: Purpose
    items: tuple[Item, ...]
    vetoes: tuple[VetoLine, ...]
    shares: tuple[Share, ...]
    total: int
    conclusion: Conclusion

    @property
    def earned(self) -> int:
        return sum(item.earned for item in self.items)

    @property
    def possible(self) -> int:
        return sum(item.possible for item in self.items)

    @property
    def missing(self) -> tuple[str, ...]:
        """Codes that still need an answer, vetoes first."""
        vetoes = (line.veto.code for line in self.vetoes if line.is_met is None)
        items = (item.criterion.code for item in self.items if item.standing == Standing.MISSING)
        return (*vetoes, *items)

    @property
    def unknown(self) -> tuple[str, ...]:
        """Codes of items whose fact nobody has verified; they count and earn nothing."""
        return tuple(item.criterion.code for item in self.items if item.standing == Standing.UNKNOWN)


def scaled(earned: int, possible: int) -> int:
    """``earned`` of ``possible`` as tenths of a point of 100, half up; nothing possible is nothing earned."""
    return (2 * earned * WHOLE + possible) // (2 * possible) if possible else 0
