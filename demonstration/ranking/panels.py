"""Who scored what, and is that enough to tell a strict reviewer from weak cases? Otherwise nothing is adjusted at all.

Points are integer tenths of a point; a recusal is absent. Keys of cases and reviewers are texts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

#: By case, by reviewer: points in tenths.
Scores = Mapping[str, Mapping[str, int]]


@dataclass(frozen=True)
class Minimum:
    """Below any of these no leaning and no adjusted rank exists. ``per_case``, ``per_reviewer``: scores of every case
    and of every reviewer.

    A round may ask for more, not for less (``ValueError``): at these, at least 22 scores are left beyond the unknowns
    (one for each case, one for each reviewer but one), and it is out of those that chance is estimated.
    """

    reviewers: int = 3
    per_case: int = 3
    per_reviewer: int = 12

    def __post_init__(self) -> None:
        if self.reviewers < 3 or self.per_case < 3 or self.per_reviewer < 12:
            raise ValueError(f"{self} is less than what a judgement needs")


class Shortage(StrEnum):
    """What a panel has too little of."""

    REVIEWERS = "reviewers"
    PER_CASE = "per_case"
    PER_REVIEWER = "per_reviewer"
    APART = "apart"


@dataclass(frozen=True)
class Short:
    """``keys``: the cases or reviewers that it is about, in their order. ``sentence``: for the page, without names."""

    what: Shortage
    keys: tuple[str, ...]
    sentence: str


@dataclass(frozen=True)
class NotEnough:
    """No severity, no adjusted rank: all that is missing, at once."""

    short: tuple[Short, ...]


class Panel:
    """The scores in one order, whatever order they came in; each case with the positions of its reviewers."""

    def __init__(self, scores: Scores) -> None:
        self.cases: tuple[str, ...] = tuple(sorted(scores))
        self.reviewers: tuple[str, ...] = tuple(sorted({who for given in scores.values() for who in given}))
        place = {who: at for at, who in enumerate(self.reviewers)}
        #: By case: (position of the reviewer, points in tenths).
        self.rows: list[list[tuple[int, int]]] = [
            sorted((place[who], points) for who, points in scores[case].items()) for case in self.cases
        ]

    @cached_property
    def loads(self) -> Counter[int]:
        """Scores by position of the reviewer."""
        return Counter(who for row in self.rows for who, _ in row)

    @cached_property
    def size(self) -> int:
        return sum(len(row) for row in self.rows)

    @cached_property
    def spare(self) -> int:
        """Scores beyond the unknowns."""
        return self.size - len(self.cases) - (len(self.reviewers) - 1)

    @property
    def complete(self) -> bool:
        """Whether every reviewer scored every case."""
        return self.size == len(self.cases) * len(self.reviewers)

    def groups(self) -> list[list[int]]:
        """Reviewers (positions) that are linked by cases in common; more than one group cannot be compared."""
        group = list(range(len(self.reviewers)))

        def head(of: int) -> int:
            while group[of] != of:
                of = group[of]
            return of

        for row in self.rows:
            heads = sorted({head(who) for who, _ in row})
            for other in heads[1:]:
                group[other] = heads[0]
        found: dict[int, list[int]] = {}
        for who in range(len(self.reviewers)):
            found.setdefault(head(who), []).append(who)
        return list(found.values())


def shortages(panel: Panel, minimum: Minimum) -> list[Short]:
    """Everything that is missing for a judgement about severity; empty where there is enough."""
    return [*_too_few(panel, minimum), *_not_linked(panel)]


def _too_few(panel: Panel, minimum: Minimum) -> Iterator[Short]:
    if len(panel.reviewers) < minimum.reviewers:
        words = f"打过分的评委只有 {len(panel.reviewers)} 位,至少要有 {minimum.reviewers} 位。"
        yield Short(Shortage.REVIEWERS, panel.reviewers, words)
    thin = [case for case, row in zip(panel.cases, panel.rows, strict=True) if len(row) < minimum.per_case]
    if thin:
        words = f"有 {len(thin)} 个阵地的有效评分不足 {minimum.per_case} 份(回避的不算)。"
        yield Short(Shortage.PER_CASE, tuple(thin), words)
    rare = [who for at, who in enumerate(panel.reviewers) if panel.loads[at] < minimum.per_reviewer]
    if rare:
        words = f"有 {len(rare)} 位评委评的阵地不足 {minimum.per_reviewer} 个,看不出打分宽严。"
        yield Short(Shortage.PER_REVIEWER, tuple(rare), words)


def _not_linked(panel: Panel) -> Iterator[Short]:
    groups = panel.groups()
    if len(groups) > 1:
        smallest = min(groups, key=len)
        words = (
            f"评委分成了 {len(groups)} 组,组与组之间没有共同评过的阵地,分不清是评委宽严不同还是阵地好坏不同。"
        )
        yield Short(Shortage.APART, tuple(panel.reviewers[at] for at in smallest), words)
