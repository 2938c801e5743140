"""Between which ranks does a case stand, once chance and the reviewers' leanings are allowed for?

Drawn, not calculated: out of the posterior come many possible panels of worths, each is put in order, and the ranks of
a case in the middle of them are its interval. The seed is fixed, so the same scores always give the same answer.
Each worth is drawn where the field makes it likely (``fields``). The middle 97 % of the draws are kept, since ranks are
whole numbers and the field is itself estimated: of the true ranks at least 95 in 100 then lie inside
(``docs/measurements/drill-severity.md``).
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from random import Random

from demonstration.ranking.fields import likely_worths
from demonstration.ranking.ordering import Entry, ranked
from demonstration.ranking.severity import Posterior, Severity
from demonstration.ranking.symmetric import Row

DRAWS = 500
SEED = 20_260_701
PER_MILLE = 1_000
#: The part of the draws that makes an interval.
KEPT = 0.97


@dataclass(frozen=True)
class RankInterval:
    """``rank``: by adjusted score, shared by equals. ``low`` to ``high``: the ranks that are possible with 95 %, the
    best first. ``within``: in how many of 1,000 draws the case comes within the places asked for.
    """

    case: str
    rank: int
    low: int
    high: int
    within: int | None = None


@dataclass(frozen=True)
class _Field:
    """``sets``: the different sets of reviewers (positions). ``cases``: those that are put in order, by what their scores
    make likely: middle (tenths of a point), pull, root of the pull, position of the set.
    """

    sets: list[tuple[int, ...]]
    cases: list[tuple[float, float, float, int]]


def rank_intervals(
    severity: Severity,
    *,
    among: Collection[str] | None = None,
    places: int | None = None,
    draws: int = DRAWS,
    seed: int = SEED,
) -> dict[str, RankInterval]:
    """By case. ``among``: only these cases are put in order, as where a round ranks its types apart; leanings still
    come from all scores. ``places``: asks how often a case comes within the first so many.
    """
    panel = severity.posterior.panel
    chosen = [at for at, case in enumerate(panel.cases) if among is None or case in among]
    keys = [panel.cases[at] for at in chosen]
    met: list[list[int]] = [[] for _ in chosen]
    for drawn in _worths(severity.posterior, chosen, draws, seed):
        for rank, at in enumerate(sorted(range(len(drawn)), key=drawn.__getitem__, reverse=True), 1):
            met[at].append(rank)
    order = {
        each.entry.key: each.rank for each in ranked(Entry(key, severity.adjusted[key].score) for key in keys)
    }
    return {
        key: _interval(key, order[key], sorted(ranks), places) for key, ranks in zip(keys, met, strict=True)
    }


def _interval(case: str, rank: int, ranks: list[int], places: int | None) -> RankInterval:
    """``ranks``: of all draws, sorted."""
    left_out = (1 - KEPT) / 2
    low = ranks[math.floor(left_out * len(ranks))]
    high = ranks[math.ceil((1 - left_out) * len(ranks)) - 1]
    within = None
    if places is not None:
        within = PER_MILLE * sum(1 for each in ranks if each <= places) // len(ranks)
    return RankInterval(case, rank, min(low, rank), max(high, rank), within)


def _worths(posterior: Posterior, chosen: list[int], draws: int, seed: int) -> Iterator[Row]:
    """Possible worths of the chosen cases, draw by draw."""
    rng, field = Random(seed), _field(posterior, chosen)
    for _ in range(draws if chosen else 0):
        yield _drawn(posterior, field, rng)


def _field(posterior: Posterior, chosen: list[int]) -> _Field:
    rows = [tuple(who for who, _ in posterior.panel.rows[at]) for at in chosen]
    chances = [posterior.chance / math.sqrt(len(row)) for row in rows]
    likely = likely_worths([posterior.worths[at] for at in chosen], chances)
    sets = sorted(set(rows))
    place = {row: at for at, row in enumerate(sets)}
    cases = [
        (each.middle, each.pull, math.sqrt(each.pull), place[row])
        for each, row in zip(likely, rows, strict=True)
    ]
    return _Field(sets, cases)


def _drawn(posterior: Posterior, field: _Field, rng: Random) -> Row:
    """Chance first, then leanings, then worths that fit both."""
    chance = math.sqrt(posterior.squares / (2 * rng.gammavariate(posterior.panel.spare / 2, 1)))
    leanings = posterior.triangle.up([rng.gauss(0, chance) for _ in posterior.panel.reviewers])
    shared = sum(leanings) / len(leanings)
    shifts = [sum(leanings[who] for who in row) / len(row) - shared for row in field.sets]
    errors = [chance / math.sqrt(len(row)) for row in field.sets]
    gauss = rng.gauss
    return [
        middle - pull * shifts[at] + root * errors[at] * gauss(0, 1) for middle, pull, root, at in field.cases
    ]
