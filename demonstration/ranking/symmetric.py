"""A symmetric system of equations as small as a panel of reviewers, solved by hand: no library for one triangle."""

from __future__ import annotations

import math
from collections.abc import Sequence

Row = list[float]


class Triangle:
    """The lower triangle L of a positive definite matrix, L · Lᵀ (Cholesky). ``ValueError`` where it is not definite."""

    def __init__(self, matrix: Sequence[Sequence[float]]) -> None:
        self.rows: list[Row] = []
        for at, given in enumerate(matrix):
            row: Row = []
            for above in self.rows:
                row.append((given[len(row)] - _dot(row, above)) / above[-1])
            left = given[at] - _dot(row, row)
            if left <= 0:
                raise ValueError("the matrix is not positive definite")
            self.rows.append([*row, math.sqrt(left)])
        size = len(self.rows)
        self.columns = [[self.rows[below][at] for below in range(at, size)] for at in range(size)]

    def down(self, right: Sequence[float]) -> Row:
        """x of L · x = right."""
        found: Row = []
        for row, value in zip(self.rows, right, strict=True):
            found.append((value - _dot(found, row)) / row[-1])
        return found

    def up(self, right: Sequence[float]) -> Row:
        """x of Lᵀ · x = right."""
        found: Row = []
        for column, value in zip(reversed(self.columns), reversed(right), strict=True):
            found.insert(0, (value - _dot(found, column[1:])) / column[0])
        return found

    def solve(self, right: Sequence[float]) -> Row:
        """x of L · Lᵀ · x = right."""
        return self.up(self.down(right))

    def inverse(self) -> list[Row]:
        """The inverse of the matrix."""
        size = len(self.rows)
        return [self.solve([1.0 if at == row else 0.0 for at in range(size)]) for row in range(size)]


def _dot(left: Sequence[float], right: Sequence[float]) -> float:
    """Over the shorter of the two."""
    return sum(one * other for one, other in zip(left, right, strict=False))
