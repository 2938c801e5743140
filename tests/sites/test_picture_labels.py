"""The labels of a picture say when, where and whether it was seen before, in words that accuse nobody. No database."""

from __future__ import annotations

import math
import random
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest

from core.clock import LEGAL_ZONE
from sites.geo import GCJ02, WGS84, Point, from_wgs84, to_wgs84
from sites.models import Attachment, SiteVersion
from sites.pictures.labels import (
    NO_PIN,
    NOT_COMPARED,
    NOT_SEEN,
    PLACE_UNKNOWN,
    PLAIN,
    TAKEN_LATER,
    TIME_UNKNOWN,
    Label,
    Seen,
    Strength,
    Told,
    Whose,
    place_label,
    reuse_label,
    time_label,
)

SINCE = date(2025, 10, 13)
UPLOADED = datetime(2026, 10, 13, 9, 0, tzinfo=LEGAL_ZONE)
IN, BEFORE = Label("本周期内拍摄", Strength.GOOD), Label("早于本周期拍摄", Strength.LOOK)
LATER = Label(TAKEN_LATER, Strength.LOOK)


@pytest.mark.parametrize(
    ("taken", "label"),
    [
        (None, Label(TIME_UNKNOWN)),
        (datetime(2025, 10, 12, 23, 59, tzinfo=LEGAL_ZONE), BEFORE),
        (datetime(2025, 10, 13, 0, 0, tzinfo=LEGAL_ZONE), IN),
        (UPLOADED, IN),
        (UPLOADED + timedelta(minutes=59), IN),
        (UPLOADED + timedelta(days=1), LATER),
    ],
)
def test_when_a_picture_was_taken(taken: datetime | None, label: Label) -> None:
    assert time_label(taken, UPLOADED, SINCE) == label


def placed(pin: Point | None, at: Point | None) -> Label:
    def six(value: float) -> Decimal:
        return Decimal(f"{value:.6f}")

    version = SiteVersion(lat=six(pin.lat), lng=six(pin.lng)) if pin else SiteVersion()
    picture = Attachment(taken_lat=six(at.lat), taken_lng=six(at.lng)) if at else Attachment()
    return place_label(picture, version)


def moved(point: Point, metres: float, bearing: float) -> Point:
    """Along a great circle on the mean sphere: written out here, so that it does not lean on what is tested."""
    angle, lat = metres / 6_371_008.8, math.radians(point.lat)
    there = math.asin(math.sin(lat) * math.cos(angle) + math.cos(lat) * math.sin(angle) * math.cos(bearing))
    turned = math.atan2(
        math.sin(bearing) * math.sin(angle) * math.cos(lat), math.cos(angle) - math.sin(lat) * math.sin(there)
    )
    return Point(math.degrees(there), point.lng + math.degrees(turned))


def control_points() -> list[tuple[Point, float, float]]:
    """Fifty places from Hainan to Heilongjiang with a distance and a bearing each."""
    chance = random.Random(50)
    far = (40.0, 120.0, 260.0, 1_500.0, 12_000.0)
    return [
        (
            Point(chance.uniform(18.2, 53.0), chance.uniform(80.0, 134.0)),
            far[number % 5],
            chance.uniform(0, 2 * math.pi),
        )
        for number in range(50)
    ]


@pytest.mark.parametrize("datum", [WGS84, GCJ02])
def test_the_distance_is_right_at_fifty_points_whatever_map_the_pin_was_read_from(datum: str) -> None:
    for place, metres, bearing in control_points():
        pin = to_wgs84(from_wgs84(place, datum), datum)  # read from that map, stored as it is stored
        label = placed(pin, moved(place, metres, bearing))
        words = f"{metres:.0f} 米" if metres < 1000 else f"{metres / 1000:.1f} 公里"
        strength = Strength.GOOD if metres <= 300 else Strength.LOOK
        assert (label.words.split("约 ")[1].removesuffix(",较远"), label.strength) == (words, strength), place


def test_a_telephone_that_writes_the_shifted_datum_is_still_at_the_site() -> None:
    place = Point(36.0671, 120.3826)
    label = placed(place, from_wgs84(moved(place, 40, 1.0), GCJ02))
    assert label == Label("距阵地约 40 米(按高德坐标计)", Strength.GOOD)


def test_an_unknown_place_is_unknown_and_nothing_worse() -> None:
    place = Point(36.0671, 120.3826)
    assert placed(place, None) == Label(PLACE_UNKNOWN)
    assert placed(None, place) == Label(NO_PIN)


OUT = Seen(Whose.OUT_OF_REACH)
OTHER = Seen(Whose.OTHER_SITE, date(2025, 3, 2), "湛山驿站", "QD-1")
SAME_SITE, SAME_CASE = Seen(Whose.SAME_SITE, date(2025, 3, 2)), Seen(Whose.SAME_CASE)


@pytest.mark.parametrize(
    ("told", "label"),
    [
        (Told(), Label(NOT_COMPARED)),
        (Told(is_compared=True), Label(NOT_SEEN, Strength.GOOD)),
        (Told(is_compared=True, is_plain=True), Label(PLAIN)),
        (Told(True, seen=[OUT]), Label("与其他阵地的照片相近,请核对", Strength.LOOK)),
        (
            Told(True, seen=[SAME_CASE, OTHER]),
            Label("与“湛山驿站”2025年3月2日上传的照片等 2 张相近,请核对", Strength.LOOK, "/QD-1/"),
        ),
        (Told(True, seen=[SAME_SITE]), Label("与本阵地2025年3月2日上传的照片相近,请核对", Strength.LOOK)),
        (Told(True, True, [SAME_CASE]), Label("与本案另一张照片相近,请核对", Strength.LOOK)),
    ],
)
def test_where_a_picture_was_seen_before(told: Told, label: Label) -> None:
    assert reuse_label(told, lambda code: f"/{code}/") == label
