"""How far is each of many sites from the next of its type? The provider ``nearness``.

The same neighbours as for one site (``sites.likeness.selectors.nearest_of_type``): those the public finds, and all of
the own district. Growing boxes around all pins at once, so that the number of questions does not grow with the sites;
inside of a box the neighbours lie in squares of a grid.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import TypeAlias

from rulebook.outcome import Fact as Value
from rulebook.outcome import Known, NotApplicable
from sites.fact_values import Cycle
from sites.geo import Box, Point, bounding_box, distance_m
from sites.models import SiteVersion
from sites.nearby import RADII_M
from sites.providers.selectors import Pin, pins_within

NEAREST = "nearest_same_type"

_NOBODY = f"{RADII_M[-1] / 1000:.0f} 公里以内没有其他同类阵地。"

#: Type and square; a square is as wide in degrees as the radius is high.
Square: TypeAlias = tuple[str, int, int]
Grid: TypeAlias = Mapping[Square, Sequence[Pin]]


def nearness(versions: Sequence[SiteVersion], cycle: Cycle, on: date) -> dict[int, dict[str, Value]]:
    """Metres to the next site of the type as the register stands, of each version that has a pin."""
    waiting = {version.pk: version for version in versions if version.lat is not None}
    found: dict[int, dict[str, Value]] = {}
    for radius in RADII_M:
        if waiting:
            types = {version.site_type for version in waiting.values()}
            box = _around([_point(version) for version in waiting.values()], radius)
            side = _side(box, radius)
            grid = _gridded(pins_within(types, box), side)
            for key, version in list(waiting.items()):
                metres = _nearest(version, grid, side)
                if metres is not None and metres <= radius:
                    found[key] = {NEAREST: Known(round(metres))}
                    del waiting[key]
    return found | {key: {NEAREST: NotApplicable(_NOBODY)} for key in waiting}


def _point(version: SiteVersion) -> Point:
    return Point(float(version.lat or 0), float(version.lng or 0))


def _around(points: Iterable[Point], radius: float) -> Box:
    boxes = [bounding_box(point, radius) for point in points]
    return Box(
        min(box.south for box in boxes),
        min(box.west for box in boxes),
        max(box.north for box in boxes),
        max(box.east for box in boxes),
    )


def _side(box: Box, radius: float) -> tuple[float, float]:
    """Height and width of a square in degrees: nothing within the radius lies farther than in the next square."""
    lat = max(abs(box.south), abs(box.north))
    far = bounding_box(Point(min(lat, 85.0), 0.0), radius)
    return (far.north - far.south) / 2, (far.east - far.west) / 2


def _square(site_type: str, point: Point, side: tuple[float, float]) -> Square:
    return site_type, math.floor(point.lat / side[0]), math.floor(point.lng / side[1])


def _gridded(pins: Iterable[Pin], side: tuple[float, float]) -> Grid:
    grid: dict[Square, list[Pin]] = defaultdict(list)
    for pin in pins:
        grid[_square(pin.site_type, pin.point, side)].append(pin)
    return grid


def _neighbours(version: SiteVersion, grid: Grid, side: tuple[float, float]) -> Iterator[Pin]:
    """Those in its square and in the eight around it that count for it."""
    site_type, row, column = _square(version.site_type, _point(version), side)
    for north in (-1, 0, 1):
        for east in (-1, 0, 1):
            for pin in grid.get((site_type, row + north, column + east), ()):
                if pin.site != version.site_id and (pin.is_listed or pin.district == version.district_id):
                    yield pin


def _nearest(version: SiteVersion, grid: Grid, side: tuple[float, float]) -> float | None:
    here = _point(version)
    return min((distance_m(here, pin.point) for pin in _neighbours(version, grid, side)), default=None)
