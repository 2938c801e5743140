"""What of a picture is remembered, so that it is known again after it was shrunk, cropped, brightened or mirrored?

Pillow only; no database. A *middle* is the inner part of a picture: whatever a tenth of cropping takes away, the
middle of the whole and a window of the cropped one show the same, and the other way round. So one middle a picture is
kept, and a new picture is looked at through all windows in which a middle may lie.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

from PIL import Image, ImageOps

#: All looking is done on a square grey copy of this side.
WORK_SIDE = 256
#: Share of a side that the middle takes.
MIDDLE = 0.7
#: Share of a side that cropping may have taken.
CROPPED = 0.1

#: Steps of brightness across and down: eight by eight each.
_STEPS = 8
BITS = 2 * _STEPS * _STEPS
BANDS = 8
#: Two more than an even share: bands overlap, so that half a million pictures leave some thousands to look at.
BAND_BITS = BITS // BANDS + 2
#: Bits of a band lie all over the picture: counting on by a number that has no part in common with their number.
_STRIDE = 37
#: Greys that two neighbours must differ by; what differs less is flat, and noise does not make it anything else.
_MARGIN = 2
#: A band with fewer set bits than this is shared by too many pictures to find anything by.
_LEAST_SET = 3
#: With more silent bands the picture as a whole says too little.
MOST_SILENT = BANDS // 2
#: Into how many steps the place of a cropping is divided.
_PLACES = 6

#: Side of the grey pattern by which a suspicion is tried.
PATTERN_SIDE = 24

Window = tuple[float, float, float, float]

CENTRE: Window = ((1 - MIDDLE) / 2, (1 - MIDDLE) / 2, (1 + MIDDLE) / 2, (1 + MIDDLE) / 2)


@dataclass(frozen=True)
class Sign:
    """``bits`` find it, ``pattern`` (grey values of the middle) proves it."""

    bits: int
    pattern: bytes

    @property
    def bands(self) -> tuple[int | None, ...]:
        """The numbers under which it is looked up."""
        return bands_of(self.bits)

    @property
    def is_plain(self) -> bool:
        """A bare wall looks like every bare wall: too little to know it by."""
        return self.bands.count(None) > MOST_SILENT


def sign_of(work: Image.Image) -> Sign:
    """``work`` is the grey square of the picture, as of ``sites.images.grey_square``."""
    return Sign(bits_at(work, CENTRE), pattern_at(work, CENTRE))


def _box(window: Window) -> Window:
    left, top, right, bottom = window
    return left * WORK_SIDE, top * WORK_SIDE, right * WORK_SIDE, bottom * WORK_SIDE


def bits_at(work: Image.Image, window: Window) -> int:
    """Where does it get darker to the right, and where downwards?"""
    side = _STEPS + 1
    grey = work.resize((side, side), Image.Resampling.BOX, box=_box(window)).tobytes()
    bits = 0
    for row, column in product(range(_STEPS), range(_STEPS)):
        here = grey[row * side + column]
        bits = bits << 1 | (here > grey[row * side + column + 1] + _MARGIN)
        bits = bits << 1 | (here > grey[(row + 1) * side + column] + _MARGIN)
    return bits


def pattern_at(work: Image.Image, window: Window) -> bytes:
    return work.resize((PATTERN_SIDE, PATTERN_SIDE), Image.Resampling.BOX, box=_box(window)).tobytes()


_PLACES_OF = tuple(
    tuple((band * BITS // BANDS + number) * _STRIDE % BITS for number in range(BAND_BITS))
    for band in range(BANDS)
)


def bands_of(bits: int) -> tuple[int | None, ...]:
    """The bits dealt out, each band a number from all over the picture; ``None`` for one that says too little."""
    dealt = (
        sum((bits >> place & 1) << number for number, place in enumerate(places)) for places in _PLACES_OF
    )
    return tuple(band if band.bit_count() >= _LEAST_SET else None for band in dealt)


def _windows() -> Iterator[Window]:
    """Where the middle of another picture may lie: in one that is as whole, in a cropped one, in a whole one whose
    cropped copy the other is. Both sides were cropped alike, or one of them.
    """
    here = (CENTRE[0], CENTRE[2])
    inside = 1 - CROPPED
    taken = [CROPPED * step / _PLACES for step in range(_PLACES + 1)]
    cropped = [((here[0] - each) / inside, (here[1] - each) / inside) for each in taken]
    whole = [(here[0] * inside + each, here[1] * inside + each) for each in taken]
    spans = [(here, here)]
    for moved in (cropped, whole):
        spans += [*product(moved, moved), *product([here], moved), *product(moved, [here])]
    for across, down in spans:
        yield across[0], down[0], across[1], down[1]


WINDOWS = tuple(_windows())


def both_ways(work: Image.Image) -> tuple[Image.Image, Image.Image]:
    """As it is, and mirrored."""
    return work, ImageOps.mirror(work)
