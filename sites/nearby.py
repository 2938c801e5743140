"""Which rows stand nearest to a place, and how far away? A growing box on two indexed columns, then the circle.

The box keeps the question off the rest of the table; the order inside it is the exact great-circle order. Works
the same on both databases; it knows nothing of filters, people or pages.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from django.db.models import F, FloatField, QuerySet, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, Cos, Power, Radians, Sin

from sites.geo import Point, bounding_box, distance_m
from sites.models import ServiceSite

#: Tried one after the other until enough rows are inside; whatever lies beyond the last is not near anybody.
RADII_M = (3_000.0, 12_000.0, 48_000.0, 200_000.0)

#: Of the same earth that distances are measured on.
_DIAMETER_M = 2 * distance_m(Point(-90.0, 0.0), Point(90.0, 0.0)) / math.pi


def _float(expression: Any) -> Combinable:
    return Cast(expression, FloatField())


def _half_chord(here: Point) -> Combinable:
    """The square of half the chord on a unit sphere: grows with the distance, and needs no inverse sine in SQL."""
    lat, lng = _float(F("lat")), _float(F("lng"))
    over_lat = Power(Sin(Radians(lat - Value(here.lat, FloatField())) / 2.0), 2)
    over_lng = Power(Sin(Radians(lng - Value(here.lng, FloatField())) / 2.0), 2)
    scale = Value(math.cos(math.radians(here.lat)), FloatField())
    return over_lat + scale * Cos(Radians(lat)) * over_lng


def _chord_of(radius_m: float) -> float:
    return math.sin(radius_m / _DIAMETER_M) ** 2


def metres_of(chord: float) -> float:
    """Back from the column ``chord`` of a row to metres."""
    return _DIAMETER_M * math.asin(min(1.0, math.sqrt(max(0.0, chord))))


def within(rows: QuerySet[ServiceSite], here: Point, radius_m: float) -> QuerySet[ServiceSite]:
    """Rows not farther than the radius, nearest first; each carries ``chord`` for ``metres_of``."""
    box = bounding_box(here, radius_m)
    rows = rows.filter(lat__range=(box.south, box.north), lng__range=(box.west, box.east))
    rows = rows.annotate(chord=_half_chord(here)).filter(chord__lte=_chord_of(radius_m))
    return rows.order_by("chord", "id")


def nearest(
    rows: QuerySet[ServiceSite],
    here: Point,
    *,
    limit: int,
    shape: Callable[[QuerySet[ServiceSite]], QuerySet[Any]] = lambda found: found,
) -> list[Any]:
    """The ``limit`` nearest rows, or all there are within the last radius.

    ``shape`` narrows what is read of each row (``values_list`` and the like), never which rows.
    """
    found: list[Any] = []
    for radius in RADII_M:
        found = list(shape(within(rows, here, radius))[:limit])
        if len(found) >= limit:
            break
    return found
