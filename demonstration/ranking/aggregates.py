"""What do the totals of several reviewers come to? Exact fractions, rounded once, the same for ever and for anybody.

Points of a reviewer are integer tenths of a point. An aggregate is a fraction of tenths and is rounded half up to
hundredths of a point; the rounded number is the score that is printed and ranked, so that whoever has the printed
scores finds the printed order. Averages, never sums: a case that one reviewer could not judge loses nothing by it.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

#: Hundredths of a point in a tenth.
PER_TENTH = 10
PER_POINT = 100
#: Below three scores nothing would be left between the highest and the lowest.
LEAST_TRIM = 3


class Method(StrEnum):
    """How the totals of the reviewers become one score; chosen by the round before it opens."""

    MEAN = "mean"
    TRIMMED = "trimmed"
    MEDIAN = "median"


METHODS = {Method.MEAN: "平均分", Method.TRIMMED: "去掉最高分和最低分后的平均分", Method.MEDIAN: "中位数"}


@dataclass(frozen=True)
class AggregationRule:
    """The rule. ``trim_from``: from how many scores on one highest and one lowest are left out; below it all count.

    ``ValueError`` when ``trim_from`` is under ``LEAST_TRIM``.
    """

    method: Method = Method.MEAN
    trim_from: int = 5

    def __post_init__(self) -> None:
        if self.trim_from < LEAST_TRIM:
            raise ValueError(f"trim_from is {self.trim_from}, at least {LEAST_TRIM} is needed")

    @property
    def words(self) -> str:
        """The rule in one sentence for the page and the paper."""
        tail = "结果四舍五入到百分位。"
        if self.method == Method.TRIMMED:
            return f"有效评分达到 {self.trim_from} 份的,去掉一个最高分和一个最低分后取平均;不足的取全部评分的平均。{tail}"
        if self.method == Method.MEDIAN:
            return f"有效评分从高到低排列,取中间的一个;份数为双数时取中间两个的平均。{tail}"
        return f"取全部有效评分的平均。{tail}"


@dataclass(frozen=True)
class Aggregate:
    """``exact``: tenths of a point. ``counted``: scores that make it up. ``left_out``: scores trimmed, lowest first,
    in tenths. ``recused``: reviewers who gave none.
    """

    exact: Fraction
    counted: int
    left_out: tuple[int, ...] = ()
    recused: int = 0

    @property
    def hundredths(self) -> int:
        """The score that stands: hundredths of a point, half up."""
        return _half_up(self.exact.numerator * PER_TENTH, self.exact.denominator)


def half_up(value: Fraction) -> int:
    """The nearest whole number; a half goes up, towards the larger number, also below nought."""
    return _half_up(value.numerator, value.denominator)


def _half_up(over: int, under: int) -> int:
    return (2 * over + under) // (2 * under)


def outward(width: float) -> int:
    """Up to the next whole number; what is only dust of the arithmetic is nought."""
    return math.ceil(round(width, 6))


def rounded_to_nought(values: Sequence[float]) -> list[int]:
    """Whole numbers beside ``values`` (which add up to nought), none further away than one, that add up to nought."""
    exact = [round(value, 6) for value in values]
    floors = [math.floor(value) for value in exact]
    by_rest = sorted(range(len(exact)), key=lambda at: (floors[at] - exact[at], at))
    for at in by_rest[: -sum(floors)]:
        floors[at] += 1
    return floors


def in_points(hundredths: int) -> str:
    """ "87.33", "-0.50": points with two places, without the unit."""
    sign, size = ("-" if hundredths < 0 else ""), abs(hundredths)
    return f"{sign}{size // PER_POINT}.{size % PER_POINT:02d}"


def aggregate(points: Iterable[int | None], rule: AggregationRule) -> Aggregate | None:
    """One score out of the reviewers' totals (tenths), whatever order they come in.

    ``None`` among the points is a recusal: neither a score nor nought. ``None`` as the answer: nobody gave a score.
    """
    given = list(points)
    scores = sorted(each for each in given if each is not None)
    if not scores:
        return None
    recused = len(given) - len(scores)
    if rule.method == Method.MEDIAN:
        return Aggregate(_median(scores), len(scores), (), recused)
    if rule.method == Method.TRIMMED and len(scores) >= rule.trim_from:
        kept, ends = scores[1:-1], (scores[0], scores[-1])
        return Aggregate(Fraction(sum(kept), len(kept)), len(kept), ends, recused)
    return Aggregate(Fraction(sum(scores), len(scores)), len(scores), (), recused)


def _median(scores: list[int]) -> Fraction:
    """Of sorted scores."""
    middle = len(scores) // 2
    return Fraction(scores[middle] + scores[-middle - 1], 2)
