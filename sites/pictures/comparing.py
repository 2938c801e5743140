"""Do two signs show one picture? Found by their bits, proved by the grey pattern after the windows were laid exactly."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import chain
from operator import mul, sub

from PIL import Image

from sites.pictures.signs import (
    BANDS,
    BITS,
    PATTERN_SIDE,
    WINDOWS,
    Sign,
    Window,
    bands_of,
    bits_at,
    both_ways,
    pattern_at,
)

#: More differing bits of 128 are no suspicion.
MOST_BITS = 26
#: Two patterns that agree less show two pictures. Copies reach 0.9, rooms furnished alike 0.7.
LEAST_AGREEMENT = 0.85

#: By how much a window is moved to lie exactly, as shares of a side: from coarse to fine.
_MOVES = (0.009, 0.004)
_DIRECTIONS = ((1, 0, 1, 0), (0, 1, 0, 1), (-1, 0, 1, 0), (0, -1, 0, 1))


class Look:
    """A picture as it is looked at through all windows, both ways round.

    ``by_band``: for each band the numbers under which a sign of the same picture may be kept, and what was seen there.
    """

    def __init__(self, work: Image.Image) -> None:
        faces = both_ways(work)
        self.seen = [(bits_at(face, window), face, window) for face in faces for window in WINDOWS]
        self.by_band: list[dict[int, list[int]]] = [{} for _ in range(BANDS)]
        for bits, _face, _window in self.seen:
            for band, value in zip(self.by_band, bands_of(bits), strict=True):
                if value is not None:
                    band.setdefault(value, []).append(bits)

    def nearness(self, bits: int, bands: Iterable[int | None]) -> int | None:
        """Fewest differing bits of the windows that share a band; ``None`` when all differ in too many."""
        shared = chain.from_iterable(
            seen.get(value, ()) for seen, value in zip(self.by_band, bands, strict=True) if value is not None
        )
        least = min(((mine ^ bits).bit_count() for mine in shared), default=BITS)
        return least if least <= MOST_BITS else None

    def agreement(self, other: Sign) -> float:
        """How far the other's pattern is met, 0 to 1; 0 without a suspicion."""
        bits, face, window = min(self.seen, key=lambda each: (each[0] ^ other.bits).bit_count())
        if (bits ^ other.bits).bit_count() > MOST_BITS:
            return 0.0
        return _laid_exactly(face, window, other.pattern)


def _laid_exactly(face: Image.Image, window: Window, pattern: bytes) -> float:
    """The best agreement that small moves of the window reach."""
    best = agreement_of(pattern_at(face, window), pattern)
    for step in _MOVES:
        is_better = True
        while is_better:
            is_better = False
            for moved in _around(window, step):
                found = agreement_of(pattern_at(face, moved), pattern)
                if found > best + 0.002:
                    best, window, is_better = found, moved, True
    return best


def _around(window: Window, step: float) -> Iterator[Window]:
    for direction in _DIRECTIONS:
        for way in (step, -step):
            moved = tuple(at + way * towards for at, towards in zip(window, direction, strict=True))
            if min(moved) >= 0 and max(moved) <= 1:
                yield moved[0], moved[1], moved[2], moved[3]


def agreement_of(one: bytes, other: bytes) -> float:
    """Correlation of the steps between neighbours; brightness and contrast do not count. 0 where one is flat."""
    a, b = _steps(one), _steps(other)
    size = math.sqrt(sum(map(mul, a, a)) * sum(map(mul, b, b)))
    return sum(map(mul, a, b)) / size if size else 0.0


@lru_cache(maxsize=4096)
def _steps(pattern: bytes) -> tuple[int, ...]:
    side = PATTERN_SIDE
    across = map(sub, pattern, pattern[1:])
    down = map(sub, pattern, pattern[side:])
    return tuple(chain((step for at, step in enumerate(across, 1) if at % side), down))
