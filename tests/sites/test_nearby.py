"""The nearest sites, against distances worked out one by one."""

from __future__ import annotations

import random
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sites.geo import Point, distance_m
from sites.models import ServiceSite
from sites.nearby import RADII_M, metres_of, nearest, within
from tests.factories import build_tree
from tests.sites.public_sites import opened_site

pytestmark = pytest.mark.django_db

HERE = Point(36.0671, 120.3826)


def scattered(count: int, spread: float, seed: int = 7) -> list[ServiceSite]:
    """Sites around ``HERE``: rows only, since the order of distance looks at nothing else."""
    chance = random.Random(seed)
    tree = build_tree()
    model = opened_site(tree.primary)
    rows = []
    for number in range(count):
        lat = Decimal(f"{HERE.lat + chance.uniform(-spread, spread):.6f}")
        lng = Decimal(f"{HERE.lng + chance.uniform(-spread, spread):.6f}")
        row = ServiceSite.objects.get(pk=model.pk)
        row.pk, row.code, row.filing_number = None, f"N{number}", f"N-{number}"
        row.lat, row.lng, row.name = lat, lng, f"第{number}处"
        rows.append(row)
    ServiceSite.objects.bulk_create(rows)
    return list(ServiceSite.objects.exclude(lat=None))


def truly(site: ServiceSite) -> float:
    return distance_m(HERE, Point(float(site.lat), float(site.lng)))


@pytest.mark.parametrize("spread", [0.01, 0.2, 1.2])
def test_the_nearest_are_those_of_a_full_comparison(spread: float) -> None:
    sites = scattered(120, spread)
    expected = sorted((site for site in sites if truly(site) <= RADII_M[-1]), key=truly)[:20]
    found = nearest(ServiceSite.objects.all(), HERE, limit=20)
    assert [site.pk for site in found] == [site.pk for site in expected]
    for site in found:
        assert metres_of(site.chord) == pytest.approx(truly(site), abs=0.5)


def test_the_circle_cuts_off_the_corners_of_the_box() -> None:
    sites = scattered(200, 0.05)
    inside = {site.pk for site in sites if truly(site) <= 3000}
    assert {site.pk for site in within(ServiceSite.objects.all(), HERE, 3000)} == inside
    assert 0 < len(inside) < 200


def test_a_full_first_circle_asks_no_second_question() -> None:
    scattered(50, 0.005)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        nearest(ServiceSite.objects.all(), HERE, limit=10)
    assert len(asked) == 1


def test_nothing_near_gives_an_empty_list_after_a_bounded_number_of_questions() -> None:
    scattered(5, 0.01)
    with CaptureQueriesContext(connection) as asked:
        assert nearest(ServiceSite.objects.all(), Point(45.0, 85.0), limit=10) == []
    assert len(asked) == len(RADII_M)


@pytest.mark.parametrize("place", [Point(3.0, 73.0), Point(53.9, 135.4), Point(36.0671, 120.3826)])
def test_any_place_in_china_is_answered(place: Point) -> None:
    scattered(3, 0.01)
    assert isinstance(nearest(ServiceSite.objects.all(), place, limit=3), list)


def test_filters_stay_on_the_rows() -> None:
    sites = scattered(30, 0.01)
    wanted = sites[7]
    found = nearest(ServiceSite.objects.filter(name=wanted.name), HERE, limit=5)
    assert [site.pk for site in found] == [wanted.pk]


def test_a_site_without_a_pin_is_never_near() -> None:
    tree = build_tree()
    opened_site(tree.primary)
    assert nearest(ServiceSite.objects.all(), HERE, limit=5) == []
