"""How strict is each reviewer, and what would the whole panel have given each case? For the department, never official.

The model: points = worth of the case + leaning of the reviewer + chance, chance alike for all scores and normal. Worth
and leaning are both free (flat priors), leanings add up to nought; their joint posterior is then a t distribution in
closed form, and its intervals hold exactly as often as they say. The worths are eliminated case by case, which leaves
one equation for each reviewer. "Worth" is on the scale of the panel: what all its reviewers would have given on average.

What is printed is worked out from what is printed: leanings are rounded to hundredths so that they still add up to
nought, and an adjusted score is the plain mean of a case less the mean leaning of its reviewers, as a fraction, rounded
half up. So cases of the same reviewers never change places, and where every reviewer scored every case the adjusted
score is the plain mean to the digit.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from statistics import NormalDist

from demonstration.ranking.aggregates import PER_TENTH, half_up, outward, rounded_to_nought
from demonstration.ranking.panels import Minimum, NotEnough, Panel, Scores, shortages
from demonstration.ranking.symmetric import Row, Triangle

#: How sure an interval is.
SURE = 0.95


@dataclass(frozen=True)
class Leaning:
    """Hundredths of a point. ``leaning``: how much more (less, where negative) than the panel's average this reviewer
    gives to the same case. ``error``: standard error. ``margin``: to either side, for 95 %. ``scatter``: how far single
    scores lie from what the case and the leaning let expect.
    """

    reviewer: str
    cases: int
    leaning: int
    error: int
    margin: int
    scatter: int

    @property
    def word(self) -> str:
        """What can be said at 95 %."""
        if self.leaning - self.margin > 0:
            return "偏宽"
        return "偏严" if self.leaning + self.margin < 0 else "看不出偏宽或偏严"


@dataclass(frozen=True)
class Adjusted:
    """Hundredths of a point. ``mean``: the plain mean. ``score``: what the whole panel would have given; with 95 % it
    lies between ``low`` and ``high``.
    """

    case: str
    mean: int
    score: int
    low: int
    high: int


@dataclass(frozen=True)
class Posterior:
    """What the scores say of worths and leanings, in tenths of a point, floats.

    ``worths`` by position of the case; ``triangle`` of the reviewers' equations (a leaning in common added, which drops
    out of every sum over reviewers less its mean); ``squares``: what the model leaves unexplained.
    """

    panel: Panel
    worths: Row
    triangle: Triangle
    squares: float

    @property
    def chance(self) -> float:
        """Standard deviation of a single score."""
        return math.sqrt(self.squares / self.panel.spare)


@dataclass(frozen=True)
class Severity:
    """By key. ``chance``: hundredths of a point, standard deviation of a single score of the same reviewer."""

    leanings: dict[str, Leaning]
    adjusted: dict[str, Adjusted]
    chance: int
    complete: bool
    posterior: Posterior


def judge_severity(scores: Scores, minimum: Minimum | None = None) -> Severity | NotEnough:
    """Leanings and adjusted scores of a panel, or all that is missing for them.

    ``scores`` hold the cases of a round with the points (tenths) of those who scored them: totals, or those of one head
    or item. Cases without any score count as too thin.
    """
    panel = Panel(scores)
    short = shortages(panel, minimum or Minimum())
    if short:
        return NotEnough(tuple(short))
    triangle, right = _equations(panel)
    leanings = triangle.solve(right)
    worths, squares = _explained(panel, leanings)
    posterior = Posterior(panel, worths, triangle, sum(squares))
    return _told(posterior, leanings, squares)


def _equations(panel: Panel) -> tuple[Triangle, Row]:
    """The reviewers' equations. One in common is added everywhere, which fixes that leanings add up to nought."""
    size = len(panel.reviewers)
    matrix, right = [[1 / size] * size for _ in range(size)], [0.0] * size
    for row in panel.rows:
        share, middle = 1 / len(row), _mean(row)
        for who, points in row:
            matrix[who][who] += 1
            right[who] += points - middle
            for other, _ in row:
                matrix[who][other] -= share
    return Triangle(matrix), right


def _mean(row: Sequence[tuple[int, int]]) -> float:
    return sum(points for _, points in row) / len(row)


def _explained(panel: Panel, leanings: Row) -> tuple[Row, Row]:
    """Worth of every case; by reviewer the sum of squares that is left."""
    worths: Row = []
    squares = [0.0] * len(leanings)
    for row in panel.rows:
        worth = _mean(row) - sum(leanings[who] for who, _ in row) / len(row)
        worths.append(worth)
        for who, points in row:
            squares[who] += (points - leanings[who] - worth) ** 2
    return worths, squares


def _told(posterior: Posterior, leanings: Row, squares: Row) -> Severity:
    panel, chance = posterior.panel, posterior.chance * PER_TENTH
    spread = posterior.triangle.inverse()
    sure = t_quantile((1 + SURE) / 2, panel.spare)
    rounded = rounded_to_nought([each * PER_TENTH for each in leanings])
    free = panel.spare / panel.size
    told: dict[str, Leaning] = {}
    for at, who in enumerate(panel.reviewers):
        error = chance * math.sqrt(max(spread[at][at] - 1 / len(leanings), 0.0))
        scatter = PER_TENTH * math.sqrt(squares[at] / (panel.loads[at] * free))
        told[who] = Leaning(
            who, panel.loads[at], rounded[at], round(error), outward(sure * error), round(scatter)
        )
    adjusted = {
        case: _adjusted(case, row, rounded, sure * chance * _uncertainty(row, spread))
        for case, row in zip(panel.cases, panel.rows, strict=True)
    }
    return Severity(told, adjusted, round(chance), panel.complete, posterior)


def _uncertainty(row: Sequence[tuple[int, int]], spread: Sequence[Sequence[float]]) -> float:
    """Standard error of a worth, for a chance of one: that of its own scores and that of its reviewers' leanings."""
    size, several = len(row), len(spread)
    own = sum(spread[who][other] for who, _ in row for other, _ in row) / size**2
    return math.sqrt(1 / size + max(own - 1 / several, 0.0))


def _adjusted(case: str, row: Sequence[tuple[int, int]], leanings: Sequence[int], margin: float) -> Adjusted:
    mean = Fraction(PER_TENTH * sum(points for _, points in row), len(row))
    score = half_up(mean - Fraction(sum(leanings[who] for who, _ in row), len(row)))
    wide = outward(margin)
    return Adjusted(case, half_up(mean), score, score - wide, score + wide)


def t_quantile(share: float, free: int) -> float:
    """The point below which ``share`` of Student's t lies; to three places from 12 degrees of freedom on.

    The expansion of the quantile around the normal one (Abramowitz and Stegun 26.7.5).
    """
    z = NormalDist().inv_cdf(share)
    terms = (
        z,
        (z**3 + z) / 4,
        (5 * z**5 + 16 * z**3 + 3 * z) / 96,
        (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384,
    )
    return sum((term / float(free) ** power for power, term in enumerate(terms)), 0.0)
