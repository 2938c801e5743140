"""Where is a pin, in which datum, how far from another? Own arithmetic; it asks no map service.

Degrees throughout, latitude before longitude; distances in metres unless a name says km. GCJ-02 is what 高德
and 腾讯 show, BD-09 what 百度 shows, WGS-84 what GPS receivers and (within a metre) 天地图 give. The
constants are those of the published reverse-engineered transformation; the way back is iterated to its end.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Callable
from typing import NamedTuple

from sites.refusals import Refusal

WGS84, GCJ02, BD09 = "wgs84", "gcj02", "bd09"

#: Krasovsky 1940, as GCJ-02 uses it.
_SEMI_MAJOR_M = 6_378_245.0
_ECCENTRICITY_SQUARED = 0.00669342162296594323
#: Mean radius of the earth for distances.
_EARTH_M = 6_371_008.8
_BD_ANGLE = math.pi * 3000.0 / 180.0

#: A box around all of China, the South China Sea included. The two ranges do not meet, so that a latitude can
#: never be taken for a longitude.
_LAT_RANGE = (3.0, 54.0)
_LNG_RANGE = (73.0, 135.5)


class Point(NamedTuple):
    """Degrees; the datum is the caller's knowledge."""

    lat: float
    lng: float


class Box(NamedTuple):
    """Degrees: everything inside a radius lies inside the box, not the other way round."""

    south: float
    west: float
    north: float
    east: float


class PinError(Refusal):
    """A pin that must not be stored."""


def _wave(value: float, *terms: tuple[float, float]) -> float:
    return sum(height * math.sin(value * turns * math.pi) for height, turns in terms) * 2.0 / 3.0


def _shift(point: Point) -> Point:
    """How far GCJ-02 moves a WGS-84 point, in degrees."""
    x, y = point.lng - 105.0, point.lat - 35.0
    root = math.sqrt(abs(x))
    ripple = _wave(x, (20.0, 6.0), (20.0, 2.0))
    d_lat = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root + ripple
    d_lat += _wave(y, (20.0, 1.0), (40.0, 1 / 3), (160.0, 1 / 12), (320.0, 1 / 30))
    d_lng = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root + ripple
    d_lng += _wave(x, (20.0, 1.0), (40.0, 1 / 3), (150.0, 1 / 12), (300.0, 1 / 30))
    phi = math.radians(point.lat)
    flat = 1.0 - _ECCENTRICITY_SQUARED * math.sin(phi) ** 2
    metres_lat = _SEMI_MAJOR_M * (1.0 - _ECCENTRICITY_SQUARED) / (flat * math.sqrt(flat))
    metres_lng = _SEMI_MAJOR_M / math.sqrt(flat) * math.cos(phi)
    return Point(math.degrees(d_lat / metres_lat), math.degrees(d_lng / metres_lng))


def _in_gcj_area(point: Point) -> bool:
    return 0.8293 <= point.lat <= 55.8271 and 72.004 <= point.lng <= 137.8347


def wgs_to_gcj(point: Point) -> Point:
    """Outside the area of GCJ-02 the two are the same."""
    if not _in_gcj_area(point):
        return point
    shift = _shift(point)
    return Point(point.lat + shift.lat, point.lng + shift.lng)


def gcj_to_bd(point: Point) -> Point:
    radius = math.hypot(point.lng, point.lat) + 0.00002 * math.sin(point.lat * _BD_ANGLE)
    angle = math.atan2(point.lat, point.lng) + 0.000003 * math.cos(point.lng * _BD_ANGLE)
    return Point(radius * math.sin(angle) + 0.006, radius * math.cos(angle) + 0.0065)


def _undo(forward: Callable[[Point], Point], target: Point) -> Point:
    """The point that ``forward`` takes to the target; each round shrinks the error by more than a hundred."""
    guess = target
    for _ in range(20):
        there = forward(guess)
        d_lat, d_lng = target.lat - there.lat, target.lng - there.lng
        guess = Point(guess.lat + d_lat, guess.lng + d_lng)
        if max(abs(d_lat), abs(d_lng)) < 1e-13:
            break
    return guess


def gcj_to_wgs(point: Point) -> Point:
    return _undo(wgs_to_gcj, point) if _in_gcj_area(point) else point


def bd_to_gcj(point: Point) -> Point:
    return _undo(gcj_to_bd, point)


def _bd_to_wgs(point: Point) -> Point:
    return gcj_to_wgs(bd_to_gcj(point))


def _wgs_to_bd(point: Point) -> Point:
    return gcj_to_bd(wgs_to_gcj(point))


def _same(point: Point) -> Point:
    return point


_TO_WGS84 = {WGS84: _same, GCJ02: gcj_to_wgs, BD09: _bd_to_wgs}
_FROM_WGS84 = {WGS84: _same, GCJ02: wgs_to_gcj, BD09: _wgs_to_bd}


def to_wgs84(point: Point, datum: str) -> Point:
    """A point read in a datum, as it is stored. ``KeyError`` for an unknown datum."""
    return _TO_WGS84[datum](point)


def from_wgs84(point: Point, datum: str) -> Point:
    """A stored point, as a map of that datum wants it. ``KeyError`` for an unknown datum."""
    return _FROM_WGS84[datum](point)


def distance_m(a: Point, b: Point) -> float:
    """Great-circle distance in metres (haversine); within 0.6 % of the ellipsoid."""
    lat_a, lat_b = math.radians(a.lat), math.radians(b.lat)
    half_lat, half_lng = (lat_b - lat_a) / 2, math.radians(b.lng - a.lng) / 2
    root = math.sin(half_lat) ** 2 + math.cos(lat_a) * math.cos(lat_b) * math.sin(half_lng) ** 2
    return 2 * _EARTH_M * math.asin(min(1.0, math.sqrt(root)))


def bounding_box(center: Point, radius_m: float) -> Box:
    """The smallest box in degrees that holds the circle; near a pole all longitudes."""
    angle = radius_m / _EARTH_M
    d_lat = math.degrees(angle)
    south, north = max(-90.0, center.lat - d_lat), min(90.0, center.lat + d_lat)
    cosine = math.cos(math.radians(center.lat))
    if south <= -90.0 or north >= 90.0 or math.sin(angle) >= cosine:
        return Box(south, -180.0, north, 180.0)
    d_lng = math.degrees(math.asin(math.sin(angle) / cosine))
    return Box(south, center.lng - d_lng, north, center.lng + d_lng)


def _within(value: float, bounds: tuple[float, float]) -> bool:
    return bounds[0] <= value <= bounds[1]


def check_pin(lat: float, lng: float) -> str | None:
    """The sentence that refuses a pin, or ``None`` when it can be stored.

    Refused: no number, latitude and longitude swapped, outside China. An untouched (0, 0) is outside as well.
    """
    if not (math.isfinite(lat) and math.isfinite(lng)):
        return "坐标不是有效的数字,请重新填写。"
    if _within(lat, _LAT_RANGE) and _within(lng, _LNG_RANGE):
        return None
    if _within(lng, _LAT_RANGE) and _within(lat, _LNG_RANGE):
        return f"经度和纬度填反了,请对调:经度 {lat:g},纬度 {lng:g}。"
    return "坐标不在中国范围内,请核对:经度应在 73 到 135 之间,纬度应在 3 到 54 之间。"


def far_from(point: Point, center: Point, radius_km: float, place: str) -> str | None:
    """The sentence that warns of a pin far from the middle of its district, or ``None``.

    ``place`` is the district's name. A warning only: a district can be long and a radius is a rough row.
    """
    km = distance_m(point, center) / 1000
    if km <= radius_km:
        return None
    return f"坐标距{place}中心 {km:.1f} 公里,超出常见范围({radius_km:g} 公里),请核对坐标和坐标来源。"


_NUMBER = re.compile(r"[-+]?\d+(?:\.\d+)?")
_LNG_LABEL = re.compile(r"经|东|(?<![a-z])(?:lng|lon|longitude|e|x)(?![a-z])")
_LAT_LABEL = re.compile(r"纬|北|(?<![a-z])(?:lat|latitude|n|y)(?![a-z])")
_SIXTIETHS = re.compile(r"[°度]\s*\d+(?:\.\d+)?\s*[′'分]|°\d")


def parse_pasted(text: str) -> Point:
    """A pair pasted from a map's picker; raises ``PinError``.

    高德 and 百度 copy longitude first, 腾讯 latitude first. Inside China every latitude is below every
    longitude (54 < 73), so a bare pair is read by its values and either order is safe. Labels, where both are
    written, are believed: "经度36.06 纬度120.38" is refused as swapped. The datum is asked for separately.
    """
    plain = unicodedata.normalize("NFKC", text).lower()
    if _SIXTIETHS.search(plain):
        raise PinError("请填写小数形式的坐标,例如 120.3826,36.0671,不要用度分秒。")
    numbers = [float(found) for found in _NUMBER.findall(plain)]
    if len(numbers) != 2:
        raise PinError("请粘贴一对坐标,例如 120.3826,36.0671。")
    lng, lat = _LNG_LABEL.search(plain), _LAT_LABEL.search(plain)
    if lng and lat:
        point = Point(*(reversed(numbers) if lng.start() < lat.start() else numbers))
    else:
        point = Point(min(numbers), max(numbers))
    problem = check_pin(*point)
    if problem:
        raise PinError(problem)
    return point
