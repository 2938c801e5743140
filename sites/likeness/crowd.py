"""Which of many places look alike? Each is compared only with those that share a door, a spot or a rare part of the name.

The answers are those of ``likeness`` asked of every pair; what is left out could not have been alike. Pure.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Iterator, Sequence

from sites.geo import Point, distance_m
from sites.likeness.scoring import ALIKE, AROUND_M, Likeness, Looks, likeness

#: Of what is shared by very many, no more are compared with one place.
MOST_COMPARED = 200
#: A place that is like so many others needs no more of them.
MOST_ALIKE = 30

#: Two doors that are one end alike; see ``spelling.is_same_door``.
_ENDING = 5
#: Metres in a degree of latitude, and at least so many in one of longitude anywhere in China.
_LAT_M, _LNG_M = 111_000.0, 65_000.0


class Grid:
    """Points by squares of a map, so that only neighbours are measured. ``reach_m``: what counts as near at most."""

    def __init__(self, reach_m: float) -> None:
        self._step = (reach_m / _LAT_M, reach_m / _LNG_M)
        self._squares: dict[tuple[int, int], list[int]] = defaultdict(list)
        self._points: dict[int, Point] = {}

    def _square(self, point: Point) -> tuple[int, int]:
        return math.floor(point.lat / self._step[0]), math.floor(point.lng / self._step[1])

    def add(self, at: int, point: Point) -> None:
        """Numbers come in rising order."""
        self._squares[self._square(point)].append(at)
        self._points[at] = point

    def around(self, point: Point, after: int = -1) -> Iterator[int]:
        """Numbers after this one in the nine squares around a point; some of them lie farther than the reach."""
        row, column = self._square(point)
        for square in ((row + up, column + on) for up in (-1, 0, 1) for on in (-1, 0, 1)):
            if found := self._squares.get(square):
                yield from found[bisect_right(found, after) :][:MOST_COMPARED]

    def metres(self, at: int, point: Point) -> float:
        return distance_m(point, self._points[at])


def alike_pairs(mine: Sequence[Looks], others: Sequence[Looks]) -> Iterator[tuple[int, int, Likeness]]:
    """Pairs within ``mine``, and of ``mine`` with ``others``: places of one type and one district.

    The first number counts in ``mine``, the second in ``mine`` and then ``others``; each pair comes once.
    """
    blocks = _Blocks([*mine, *others])
    for at, here in enumerate(mine):
        # A chain's own list holds many alike; the one that is known already must not be lost behind them.
        left = {True: MOST_ALIKE, False: MOST_ALIKE}
        for other in blocks.sharing(at):
            is_known = other >= len(mine)
            if left[is_known] and (alike := likeness(here, blocks.looks[other])) is not None:
                yield at, other, alike
                left[is_known] -= 1


class _Blocks:
    """Places by what a place that is like them must share with them."""

    def __init__(self, looks: Sequence[Looks]) -> None:
        self.looks = looks
        self._often = Counter(part for each in looks for part in each.parts)
        self._sharing: dict[Hashable, list[int]] = defaultdict(list)
        self._grid = Grid(AROUND_M)
        for at, each in enumerate(looks):
            for key in self._keys(each):
                self._sharing[key].append(at)
            if each.point:
                self._grid.add(at, each.point)

    def _keys(self, each: Looks) -> Iterable[Hashable]:
        door = [("door", each.door[-_ENDING:])] if each.door else []
        return [*door, *self._rare(each.parts)]

    def _rare(self, parts: frozenset[str]) -> list[str]:
        """The rarest parts of a name, as many that any other name alike by three quarters has one of them too.

        Two such names share at least three fifths of the parts of either. Whoever lacks all but one fewer than the
        rest cannot share that many.
        """
        needed = (6 * len(parts) + 9) // 10
        ordered = sorted(parts, key=lambda part: (self._often[part], part))
        return ordered[: len(parts) - needed + 1] if parts else []

    def sharing(self, at: int) -> Iterator[int]:
        """Later places that may be like this one, each once."""
        here = self.looks[at]
        found: set[int] = set(self._grid.around(here.point, at)) if here.point else set()
        if here.door:
            found.update(self._later(("door", here.door[-_ENDING:]), at))
        named = {other for part in self._rare(here.parts) for other in self._later(part, at)}
        found.update(other for other in named if self._share_enough(here.parts, self.looks[other].parts))
        return iter(sorted(found))

    def _later(self, key: Hashable, at: int) -> list[int]:
        shared = self._sharing.get(key, [])
        start = bisect_right(shared, at)
        return shared[start : start + MOST_COMPARED]

    @staticmethod
    def _share_enough(first: frozenset[str], second: frozenset[str]) -> bool:
        """A quick look before the whole comparison."""
        return 2 * len(first & second) >= ALIKE * (len(first) + len(second))


def alike_across(mine: Sequence[Looks], others: Sequence[Looks]) -> Iterator[tuple[int, int, Likeness]]:
    """The same of places of one type in two districts: only those near each other can be alike."""
    looks, grid = [*mine, *others], Grid(AROUND_M)
    for at, each in enumerate(looks):
        if each.point:
            grid.add(at, each.point)
    for at, here in enumerate(mine):
        for other in grid.around(here.point, at) if here.point else ():
            if looks[other].district != here.district:
                alike = likeness(here, looks[other])
                if alike is not None:
                    yield at, other, alike
