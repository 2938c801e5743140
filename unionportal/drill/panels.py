"""Panels of reviewers made up by dice: worths, leanings and chance are known, so that an answer can be held to them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from random import Random

from demonstration.ranking.panels import Minimum, Shortage

#: Tenths of a point throughout. One step of the scale: ten points, the distance between two grades.
STEP = 100
MIDDLE = 750
LEANING = 50
CHANCE = 40
HIGHEST = 1_000
#: Half points are allowed.
UNIT = 5


@dataclass(frozen=True)
class Design:
    """``worth``: spread of the true worths, tenths. ``groups``: they lie in so many close groups. ``uneven``: strict
    reviewers get the strong cases. ``recused``: share of scores that are not given.
    """

    words: str
    cases: int
    reviewers: int
    per_case: int
    worth: int = 80
    groups: int = 1
    uneven: bool = False
    recused: float = 0.0

    @property
    def each(self) -> float:
        """Cases a reviewer, on average."""
        return self.cases * self.per_case / self.reviewers


FORTY = Design("40 个阵地,5 位评委,每个 4 份", 40, 5, 4)


@dataclass(frozen=True)
class Made:
    """By key: the scores, and what is behind them in tenths. ``leanings`` add up to nought."""

    scores: dict[str, dict[str, int]]
    worths: dict[str, float]
    leanings: dict[str, float]


def made(design: Design, rng: Random) -> Made:
    """One panel."""
    reviewers = [f"r{at:03}" for at in range(design.reviewers)]
    drawn = {who: rng.gauss(0, LEANING) for who in reviewers}
    middle = sum(drawn.values()) / len(drawn)
    leanings = {who: each - middle for who, each in drawn.items()}
    worths = {f"c{at:04}": _worth(design, rng) for at in range(design.cases)}
    loads: Counter[str] = Counter()
    scores: dict[str, dict[str, int]] = {}
    for case, worth in worths.items():
        whom = _dealt(design, worth, leanings, loads, rng)
        scores[case] = {who: _score(worth + leanings[who], rng) for who in whom}
    return Made(scores, worths, leanings)


def _worth(design: Design, rng: Random) -> float:
    if design.groups > 1:
        apart = 2 * design.worth / (design.groups - 1)
        lowest = MIDDLE - design.worth
        return rng.gauss(lowest + apart * rng.randrange(design.groups), apart / 8)
    return rng.gauss(MIDDLE, design.worth)


def _dealt(
    design: Design, worth: float, leanings: dict[str, float], loads: Counter[str], rng: Random
) -> list[str]:
    """Who scores a case: the least loaded, or where it is uneven rather the strict for strong cases."""
    tilt = (worth - MIDDLE) / design.worth / LEANING if design.uneven else 0.0
    order = sorted(
        leanings, key=lambda who: (0 if tilt else loads[who], tilt * leanings[who] + rng.random() * 2)
    )
    whom = order[: design.per_case]
    if rng.random() < design.recused * design.per_case:
        whom.remove(rng.choice(whom))
    loads.update(whom)
    return whom


def _score(expected: float, rng: Random) -> int:
    """Chance added, in half points, between nought and the full points."""
    return min(max(round(rng.gauss(expected, CHANCE) / UNIT) * UNIT, 0), HIGHEST)


def thinned(kind: Shortage, rng: Random) -> dict[str, dict[str, int]]:
    """Scores of a panel that has too little of one thing."""
    minimum = Minimum()
    if kind == Shortage.REVIEWERS:
        return made(Design("", 40, minimum.reviewers - 1, minimum.reviewers - 1), rng).scores
    scores = made(FORTY, rng).scores
    case = rng.choice(sorted(scores))
    if kind == Shortage.PER_CASE:
        scores[case] = dict(list(scores[case].items())[: minimum.per_case - 1])
    elif kind == Shortage.PER_REVIEWER:
        for each in sorted(scores)[: minimum.per_reviewer - 1]:
            scores[each]["stranger"] = 700
    else:
        other = made(FORTY, rng).scores
        scores |= {
            f"other {key}": {f"other {who}": points for who, points in given.items()}
            for key, given in other.items()
        }
    return scores
