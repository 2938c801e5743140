"""Comparing many places finds what comparing every two of them finds, and compares far fewer."""

from __future__ import annotations

import random

import pytest

from sites.geo import Point
from sites.likeness import crowd
from sites.likeness.crowd import MOST_ALIKE, Grid, alike_across, alike_pairs
from sites.likeness.scoring import Looks, likeness

STREETS = ("文登路", "香港中路", "莱阳路", "大学路", "江苏路街道文登路", "")
NAMES = (
    "湛山",
    "中山公园",
    "同仁堂药店第一分店",
    "同仁堂药店第二分店",
    "市立医院",
    "市立学校",
    "CBD中心",
    "建设银行香港路支行",
    "",
)
TYPES = ("户外劳动者驿站", "工会驿站", "")


def places(seed: int, number: int, district: str = "370202") -> list[Looks]:
    """Names, doors and pins drawn from few, so that many are alike in one way or another."""
    rng = random.Random(seed)
    found = []
    for _ in range(number):
        street = rng.choice(STREETS)
        address = f"{street}{rng.randint(1, 30)}号" if street else ""
        point = Point(36.06 + rng.random() / 50, 120.38 + rng.random() / 40) if rng.random() < 0.7 else None
        name = rng.choice(NAMES) + rng.choice(TYPES)
        found.append(Looks("outdoor_station", district, name, address, point, ("青岛市", "市南区")))
    return found


def by_brute_force(mine: list[Looks], others: list[Looks]) -> dict[tuple[int, int], tuple[str, ...]]:
    looks = [*mine, *others]
    pairs = ((one, two) for one in range(len(mine)) for two in range(one + 1, len(looks)))
    return {
        pair: alike.reasons
        for pair in pairs
        if (alike := likeness(looks[pair[0]], looks[pair[1]])) is not None
    }


@pytest.mark.parametrize("seed", range(12))
def test_nothing_is_missed_that_every_pair_would_have_shown(seed, monkeypatch):
    monkeypatch.setattr(crowd, "MOST_ALIKE", 10_000)
    mine, others = places(seed, 60), places(seed + 100, 60)
    found = {(one, two): alike.reasons for one, two, alike in alike_pairs(mine, others)}
    wanted = by_brute_force(mine, others)
    assert len(wanted) > 50
    assert found == wanted


@pytest.mark.parametrize("seed", range(6))
def test_across_the_border_nothing_is_missed_either(seed):
    mine, others = places(seed, 80), places(seed + 50, 80, district="370213")
    found = {(one, two): alike.reasons for one, two, alike in alike_across(mine, others)}
    within = by_brute_force(mine, [])
    wanted = by_brute_force(mine, others)
    assert found == {pair: why for pair, why in wanted.items() if pair not in within}
    assert found


def test_a_list_of_equal_names_costs_no_more_than_its_length(monkeypatch):
    compared = 0

    def counted(one, two):
        nonlocal compared
        compared += 1
        return likeness(one, two)

    monkeypatch.setattr(crowd, "likeness", counted)
    same = [Looks("outdoor_station", "370202", "中山公园驿站", "文登路1号") for _ in range(500)]
    assert sum(1 for _ in alike_pairs(same, [])) <= 500 * MOST_ALIKE
    assert 0 < compared <= 500 * MOST_ALIKE


def test_different_places_are_hardly_compared_at_all(monkeypatch):
    compared = []
    monkeypatch.setattr(crowd, "likeness", lambda *pair: compared.append(pair))
    names = [chr(0x4E00 + 40 * at) * 2 for at in range(400)]
    apart = [
        Looks("outdoor_station", "370202", f"{name}驿站", f"{name}路{at}号") for at, name in enumerate(names)
    ]
    assert list(alike_pairs(apart, [])) == []
    assert compared == []


@pytest.mark.parametrize("lat", [18.2, 36.07, 53.4])
def test_the_squares_of_a_grid_hold_all_that_is_in_reach(lat):
    grid, rng = Grid(500), random.Random(4)
    points = [Point(lat + rng.random() / 50, 110 + rng.random() / 50) for _ in range(400)]
    for at, point in enumerate(points):
        grid.add(at, point)
    for point in points[:40]:
        near = {at for at in range(400) if grid.metres(at, point) <= 500}
        assert near <= set(grid.around(point))


def test_names_that_differ_in_their_rarest_part_are_still_found():
    names = ("建设银行香港中路支行甲乙厅", "建设银行香港中路支行丙丁厅", "建设银行香港中路支行戊己厅")
    looks = [Looks("outdoor_station", "370202", name, "") for name in names]
    assert {(one, two) for one, two, _ in alike_pairs(looks, [])} == {(0, 1), (0, 2), (1, 2)}
