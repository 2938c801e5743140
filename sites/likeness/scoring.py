"""How much does one place look like another, and why? Pure: two looks in, a score and its reasons out.

Only places of one type are compared: a nursing room and a station behind one door are two sites.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from core.canonical import digest
from sites.geo import Point, distance_m
from sites.likeness.spelling import door_of, is_same_door, name_parts, overlap, plain_address

#: Within this distance alone two pins of one type are asked about.
NEAR_M = 100
#: Within this distance a name that is only somewhat alike is asked about.
AROUND_M = 300
#: Names this much alike are asked about in the same district, wherever the pins are.
ALIKE = 0.75
SOMEWHAT_ALIKE = 0.5

_WEIGHT = {"address": 40, "point": 30, "name": 30}


@dataclass(frozen=True)
class Looks:
    """What is compared of one place. ``places`` stand before the street in addresses of its district."""

    site_type: str
    district: str
    name: str
    address: str
    point: Point | None = None
    places: tuple[str, ...] = ()

    @cached_property
    def door(self) -> str:
        return door_of(plain_address(self.address, self.places))

    @cached_property
    def parts(self) -> frozenset[str]:
        return name_parts(self.name)

    @property
    def mark(self) -> str:
        """Tells whether address, point or name changed since a decision; another spelling is no change."""
        point = [f"{self.point.lat:.6f}", f"{self.point.lng:.6f}"] if self.point else []
        return digest(
            {"district": self.district, "door": self.door, "name": sorted(self.parts), "point": point}
        )


@dataclass(frozen=True)
class Likeness:
    """``score`` up to 100; ``reasons`` in words; ``metres`` between the pins where both are known."""

    score: int
    reasons: tuple[str, ...]
    metres: float | None


def likeness(mine: Looks, other: Looks) -> Likeness | None:
    """Why the two may be one place; ``None`` when nothing speaks for it."""
    if mine.site_type != other.site_type:
        return None
    same_district = mine.district == other.district
    metres = distance_m(mine.point, other.point) if mine.point and other.point else None
    same_door = same_district and is_same_door(mine.door, other.door)
    alike = overlap(mine.parts, other.parts)
    found = {
        "地址相同": same_door,
        f"相距约 {rounded(metres or 0)} 米": metres is not None and metres <= NEAR_M,
        "名称相近": _is_alike(alike, metres, same_district=same_district),
    }
    reasons = tuple(words for words, holds in found.items() if holds)
    return (
        Likeness(_score(same_door=same_door, metres=metres, alike=alike), reasons, metres)
        if reasons
        else None
    )


def _is_alike(alike: float, metres: float | None, *, same_district: bool) -> bool:
    is_around = metres is not None and metres <= AROUND_M
    return (alike >= ALIKE and (same_district or is_around)) or (alike >= SOMEWHAT_ALIKE and is_around)


def _score(*, same_door: bool, metres: float | None, alike: float) -> int:
    nearness = 0.0 if metres is None else max(0.0, 1 - metres / AROUND_M)
    return round(_WEIGHT["address"] * same_door + _WEIGHT["point"] * nearness + _WEIGHT["name"] * alike)


def rounded(metres: float) -> int:
    """No more exact than a pin is."""
    return max(10, round(metres / 10) * 10)
