"""Datums, distances, pins."""

from __future__ import annotations

import math
import random

import pytest

from sites.geo import (
    BD09,
    GCJ02,
    WGS84,
    PinError,
    Point,
    bounding_box,
    check_pin,
    distance_m,
    far_from,
    from_wgs84,
    parse_pasted,
    to_wgs84,
)

PIN = Point(36.0671, 120.3826)


def close(a: Point, b: Point, degrees: float) -> bool:
    return abs(a.lat - b.lat) < degrees and abs(a.lng - b.lng) < degrees


def test_the_published_vector_is_met_to_the_digit() -> None:
    assert close(from_wgs84(PIN, GCJ02), Point(36.067376228, 120.387733080), 5e-10)
    assert close(from_wgs84(PIN, BD09), Point(36.0734168, 120.3942131), 5e-8)
    assert from_wgs84(PIN, WGS84) == to_wgs84(PIN, WGS84) == PIN


def test_there_and_back_is_exact_all_over_the_country() -> None:
    rng = random.Random(9)
    for _ in range(3_000):
        pin = Point(rng.uniform(18.0, 53.0), rng.uniform(75.0, 134.0))
        for datum in (GCJ02, BD09):
            back = to_wgs84(from_wgs84(pin, datum), datum)
            assert distance_m(pin, back) < 1e-6


def test_taking_one_datum_for_another_moves_a_pin_by_hundreds_of_metres() -> None:
    gcj = from_wgs84(PIN, GCJ02)
    assert 450 < distance_m(PIN, gcj) < 480
    assert distance_m(PIN, to_wgs84(gcj, BD09)) > 300


def test_outside_the_area_of_the_shift_nothing_moves() -> None:
    tokyo = Point(35.68, 139.77)
    assert from_wgs84(tokyo, GCJ02) == to_wgs84(tokyo, GCJ02) == tokyo


def test_an_unknown_datum_is_a_programming_error() -> None:
    with pytest.raises(KeyError):
        to_wgs84(PIN, "cgcs2000")


def test_distance_agrees_with_the_law_of_cosines() -> None:
    rng = random.Random(4)
    for _ in range(500):
        a, b = (Point(rng.uniform(-80, 80), rng.uniform(-180, 180)) for _ in range(2))
        la, lb, dl = math.radians(a.lat), math.radians(b.lat), math.radians(a.lng - b.lng)
        cosine = math.sin(la) * math.sin(lb) + math.cos(la) * math.cos(lb) * math.cos(dl)
        assert distance_m(a, b) == pytest.approx(6_371_008.8 * math.acos(cosine), rel=1e-6, abs=1)
    assert distance_m(PIN, PIN) == 0
    assert distance_m(Point(36, 120), Point(37, 120)) == pytest.approx(111_195, abs=1)


def test_a_box_holds_its_whole_circle_and_hardly_more() -> None:
    rng = random.Random(5)
    for _ in range(300):
        center, radius = Point(rng.uniform(4, 53), rng.uniform(74, 135)), rng.uniform(50, 200_000)
        box = bounding_box(center, radius)
        for _ in range(40):
            near = Point(rng.uniform(box.south - 1, box.north + 1), rng.uniform(box.west - 1, box.east + 1))
            if distance_m(center, near) <= radius:
                assert box.south <= near.lat <= box.north
                assert box.west <= near.lng <= box.east
        assert distance_m(center, Point(box.north, center.lng)) == pytest.approx(radius, rel=1e-6)
        assert distance_m(center, Point(center.lat, box.east)) < radius * 1.01


def test_a_box_over_a_pole_takes_all_longitudes() -> None:
    assert bounding_box(Point(89.9, 10), 50_000)[1::2] == (-180.0, 180.0)
    assert bounding_box(Point(36, 120), 1e9)[1::2] == (-180.0, 180.0)


@pytest.mark.parametrize(
    ("lat", "lng"),
    [(36.07, 120.38), (53.5, 123.3), (18.2, 109.5), (3.97, 112.27), (39.4, 73.6), (48.3, 134.9)],
)
def test_every_corner_of_the_country_is_taken(lat: float, lng: float) -> None:
    assert check_pin(lat, lng) is None


def test_swapped_foreign_and_empty_pins_each_get_their_sentence() -> None:
    outside = "坐标不在中国范围内,请核对:经度应在 73 到 135 之间,纬度应在 3 到 54 之间。"
    assert check_pin(120.3826, 36.0671) == "经度和纬度填反了,请对调:经度 120.383,纬度 36.0671。"
    for lat, lng in [(0, 0), (36.07, -120.38), (-36.07, 120.38), (35.68, 139.77), (90, 0), (1e9, 1e9)]:
        assert check_pin(lat, lng) == outside
    for bad in (math.nan, math.inf, -math.inf):
        assert check_pin(bad, 120) == "坐标不是有效的数字,请重新填写。"


def test_a_far_pin_is_warned_of_with_its_distance() -> None:
    center = Point(36.07, 120.395)
    assert far_from(PIN, center, 10, "市南区") is None
    assert far_from(Point(36.2, 120.38), center, 10, "市南区") == (
        "坐标距市南区中心 14.5 公里,超出常见范围(10 公里),请核对坐标和坐标来源。"
    )


@pytest.mark.parametrize(
    "text",
    [
        "120.3826,36.0671",
        "36.0671,120.3826",
        "120.3826, 36.0671 ",
        "120.3826 36.0671",
        "１２０．３８２６，３６．０６７１",
        "经度120.3826 纬度36.0671",
        "纬度:36.0671,经度:120.3826",
        "东经120.3826°,北纬36.0671°",
        "36.0671°N, 120.3826°E",
        "N36.0671 E120.3826",
        "lng=120.3826&lat=36.0671",
        '{"lat": 36.0671, "lng": 120.3826}',
        "x:120.3826 y:36.0671",
        "(120.3826, 36.0671)",
    ],
)
def test_a_pasted_pair_is_read_in_either_order(text: str) -> None:
    assert parse_pasted(text) == PIN


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("经度36.0671 纬度120.3826", "经度和纬度填反了"),
        ("lat=120.3826,lng=36.0671", "经度和纬度填反了"),
        ("", "请粘贴一对坐标"),
        ("120.3826", "请粘贴一对坐标"),
        ("120.3826,36.0671,15", "请粘贴一对坐标"),
        ("中山公园", "请粘贴一对坐标"),
        ("120°22′57″,36°4′1″", "不要用度分秒"),
        ("120°22'57\",36°4'1\"", "不要用度分秒"),
        ("120°22,36", "不要用度分秒"),
        ("139.77,35.68", "坐标不在中国范围内"),
        ("-120.38,36.06", "坐标不在中国范围内"),
        ("36.06,36.07", "坐标不在中国范围内"),
        ("9" * 400 + ",36", "坐标不是有效的数字"),
    ],
)
def test_what_is_no_pair_in_the_country_is_refused_in_words(text: str, part: str) -> None:
    with pytest.raises(PinError) as caught:
        parse_pasted(text)
    assert part in caught.value.sentence
