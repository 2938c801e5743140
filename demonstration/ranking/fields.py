"""Where do the true worths of a field lie, when all that is seen is worth and chance together?

What is seen is spread wider than what is true, so ranks that were drawn around the seen worths would be too sure of the
first and the last, and of the order inside a close group. The field of true worths is therefore estimated from all cases
as a smooth hill over a grid, without assuming one middle (there may be a strong and a weak group): weights of equal
bells are fitted by expectation and maximisation, a fixed number of rounds, so the same numbers give the same field.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import repeat

from demonstration.ranking.symmetric import Row

#: Width of a bell, as a part of the smallest chance of a worth. Found with `manage.py drill severity`: narrower bells
#: take the chance of few cases for structure, wider ones do not see groups.
BELL = 0.8
ROUNDS = 30
MOST_BELLS = 80


@dataclass(frozen=True)
class Likely:
    """Where the true worth of one case lies: about ``middle``, and ``pull`` (0 to 1) is the part of its chance that is
    left: its variance is ``pull`` times the squared chance, and what is seen moves it by ``pull``.
    """

    middle: float
    pull: float


def likely_worths(seen: Sequence[float], chances: Sequence[float]) -> list[Likely]:
    """``chances``: standard deviation of each seen worth, in the same unit. Without chance the seen is the true one."""
    if not seen or min(chances) <= 0:
        return [Likely(each, 1.0) for each in seen]
    grid, width = _grid(seen, min(chances))
    fits = [_fit(each, chance, grid, width) for each, chance in zip(seen, chances, strict=True)]
    weights = _weights(fits, len(grid))
    return [
        _likely(each, chance, _shares(fit, weights), grid, width)
        for each, chance, fit in zip(seen, chances, fits, strict=True)
    ]


def _grid(seen: Sequence[float], chance: float) -> tuple[Row, float]:
    """Middles of the bells over the range of what is seen, and the width of each."""
    lowest, highest = min(seen), max(seen)
    steps = min(max(math.ceil((highest - lowest) / (BELL * chance)), 1), MOST_BELLS - 1)
    step = (highest - lowest) / steps
    return [lowest + step * at for at in range(steps + 1)], max(BELL * chance, step)


def _fit(seen: float, chance: float, grid: Row, width: float) -> Row:
    """How well each bell explains one case; the best of them is one, so that nothing vanishes."""
    spread = 2 * (chance**2 + width**2)
    nearest = min(abs(seen - middle) for middle in grid)
    return [math.exp((nearest**2 - (seen - middle) ** 2) / spread) for middle in grid]


def _shares(fit: Row, weights: Row) -> Row:
    """How much of a case belongs to each bell; together one."""
    parts = [one * other for one, other in zip(fit, weights, strict=True)]
    whole = sum(parts)
    return [part / whole for part in parts]


def _weights(fits: Sequence[Row], size: int) -> Row:
    weights = list(repeat(1 / size, size))
    for _ in range(ROUNDS):
        columns = zip(*(_shares(fit, weights) for fit in fits), strict=True)
        weights = [sum(column) / len(fits) for column in columns]
    return weights


def _likely(seen: float, chance: float, shares: Row, grid: Row, width: float) -> Likely:
    """Mean and variance over the bells."""
    kept = width**2 / (width**2 + chance**2)
    middles = [middle + kept * (seen - middle) for middle in grid]
    mean = sum(share * middle for share, middle in zip(shares, middles, strict=True))
    between = sum(share * (middle - mean) ** 2 for share, middle in zip(shares, middles, strict=True))
    return Likely(mean, min(kept + between / chance**2, 1.0))
