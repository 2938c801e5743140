"""Who stands before whom? The score, then the tie-break rules of the round in their order; what is left stays a tie.

Nothing is ever parted by its key: two entries that the rules do not part share their rank, and the page says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from operator import attrgetter

#: Measures of which the smaller number stands first: the place at which the branch recommended the entry.
LOWER_FIRST = frozenset({"branch_rank"})


@dataclass(frozen=True)
class Entry:
    """``score``: hundredths of a point. ``measures``: whole numbers that the tie-break rules may ask for."""

    key: str
    score: int
    measures: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class TieRule:
    """One rule, as data of the round. Not applied to a tie of which one entry lacks the measure: that parts nobody."""

    measure: str
    label: str

    @property
    def higher_first(self) -> bool:
        return self.measure not in LOWER_FIRST


@dataclass(frozen=True)
class Placed:
    """``rank`` counts from 1; entries of one tie share it and the ranks behind are left out (1, 2, 2, 4).

    ``parted_by``: labels of the rules that parted it from entries of the same score. ``tied_with``: keys of those that
    no rule parted from it.
    """

    entry: Entry
    rank: int
    parted_by: tuple[str, ...] = ()
    tied_with: tuple[str, ...] = ()


def ranked(entries: Iterable[Entry], rules: Sequence[TieRule] = ()) -> list[Placed]:
    """Best first. Inside a tie the keys stand in their own order, which means nothing. ``ValueError``: a key twice."""
    best_first = sorted(entries, key=lambda entry: (-entry.score, entry.key))
    if len({entry.key for entry in best_first}) < len(best_first):
        raise ValueError("an entry stands twice in the list")
    placed: list[Placed] = []
    for _, same in groupby(best_first, key=attrgetter("score")):
        alike = list(same)
        if len(alike) == 1:
            placed.append(Placed(alike[0], len(placed) + 1))
            continue
        for group, labels in _parted(alike, rules, ()):
            rank, keys = len(placed) + 1, [entry.key for entry in group]
            placed += [
                Placed(entry, rank, labels, tuple(key for key in keys if key != entry.key)) for entry in group
            ]
    return placed


def _parted(
    group: list[Entry], rules: Sequence[TieRule], labels: tuple[str, ...]
) -> Iterator[tuple[list[Entry], tuple[str, ...]]]:
    """Groups that no rule parts, best first, each with the rules that made it."""
    if len(group) == 1 or not rules:
        yield group, labels
        return
    rule, later = rules[0], rules[1:]
    if any(rule.measure not in entry.measures for entry in group):
        yield from _parted(group, later, labels)
        return
    sign = -1 if rule.higher_first else 1
    by_value = sorted(group, key=lambda entry: (sign * entry.measures[rule.measure], entry.key))
    parts = [list(part) for _, part in groupby(by_value, key=lambda entry: entry.measures[rule.measure])]
    told = (*labels, rule.label) if len(parts) > 1 else labels
    for part in parts:
        yield from _parted(part, later, told)
