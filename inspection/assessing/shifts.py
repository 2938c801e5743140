"""What do many results under two tables add up to? Counts and sums that do not grow with the number of sites."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from inspection.assessing.carrying import Judged
from inspection.assessing.words import verdict_of

#: Sites that are named; the count beside them is whole.
MOST_NAMED = 200


@dataclass(frozen=True)
class Standing:
    """What stands today: an assessment that was concluded, and whose it is."""

    site: str
    site_code: str
    district: str
    site_type: str
    purpose: str
    number: str
    total: int
    conclusion: str


@dataclass(frozen=True)
class Crossing:
    """A site whose verdict would be another one."""

    stands: Standing
    total: int
    conclusion: str

    @property
    def shift(self) -> int:
        return self.total - self.stands.total

    @property
    def verdicts(self) -> tuple[str, str]:
        purpose = self.stands.purpose
        return verdict_of(purpose, self.stands.conclusion), verdict_of(purpose, self.conclusion)


@dataclass
class Shift:
    """How totals moved, in tenths of a point."""

    count: int = 0
    sum: int = 0
    up: int = 0
    down: int = 0

    def add(self, shift: int) -> None:
        self.count += 1
        self.sum += shift
        self.up += shift > 0
        self.down += shift < 0

    @property
    def same(self) -> int:
        return self.count - self.up - self.down

    @property
    def mean(self) -> int:
        """In tenths, half up."""
        return (2 * self.sum + self.count) // (2 * self.count) if self.count else 0


@dataclass
class Tally:
    """Everything a rehearsal tells. Keys: type and purpose, then a district, two verdicts, an item and why, or a pack.

    ``unasked``: results for which the new measure has no table any more, by type and purpose.
    """

    shifts: dict[tuple[str, str], Shift] = field(default_factory=dict)
    by_district: dict[tuple[str, str, str], Shift] = field(default_factory=dict)
    verdicts: Counter[tuple[str, str, str, str]] = field(default_factory=Counter)
    named: list[Crossing] = field(default_factory=list)
    lacks: Counter[tuple[str, str, str, str]] = field(default_factory=Counter)
    packs: Counter[tuple[str, str, int]] = field(default_factory=Counter)
    unasked: Counter[tuple[str, str]] = field(default_factory=Counter)

    @property
    def count(self) -> int:
        return sum(shift.count for shift in self.shifts.values())

    @property
    def moved(self) -> int:
        """Results whose verdict would be another one."""
        return self.verdicts.total()

    def add(self, stands: Standing, judged: Judged, pack: int) -> None:
        """One result, and the key of the pack that it was scored under."""
        key = (stands.site_type, stands.purpose)
        moved = Crossing(stands, judged.outcome.total, judged.outcome.conclusion.value)
        self.shifts.setdefault(key, Shift()).add(moved.shift)
        self.by_district.setdefault((*key, stands.district), Shift()).add(moved.shift)
        self.packs[(*key, pack)] += 1
        for code, why in judged.lacks.items():
            self.lacks[(*key, code, why.value)] += 1
        before, after = moved.verdicts
        if before != after:
            self.verdicts[(*key, before, after)] += 1
            self._name(moved)

    def _name(self, moved: Crossing) -> None:
        """The greatest losses first; of equal ones in the order of their numbers."""
        self.named.append(moved)
        if len(self.named) > 2 * MOST_NAMED:
            self.named = self.foremost()

    def foremost(self) -> list[Crossing]:
        return sorted(self.named, key=lambda each: (each.shift, each.stands.number))[:MOST_NAMED]
