"""Orders that follow from the results of a review, on their page."""

from __future__ import annotations

import pytest

from inspection.assessing import services as assessing
from inspection.models import Rectification
from inspection.reviewing import services
from rulebook.outcome import Answer
from tests.factories import NOW, actor_of, person
from tests.inspection.review_visits import at, body_of, frame, signed_in
from tests.inspection.reviews import (
    again,
    assessment_of,
    at_the_city,
    office,
    published,
    sites,
    world,
)

__all__ = ["office", "sites", "world"]

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def pinned(settings):
    settings.CLOCK_PIN = NOW.isoformat()


@pytest.fixture
def city(office):
    return signed_in(office.city)


# Orders


POOR = {"A1": Answer(level="all"), "A2": Answer(points=0), "V1": Answer(is_met=False)}


def announced(office, sites):
    """The small site of the north is to be mended."""
    review, city = published(office), office.actor("city")
    north = actor_of(person("north", "district", office.tree.north))
    row = at_the_city(assessment_of(review, sites[1]), north, **POOR)
    services.end_own_points(review.pk, actor=city, now=NOW, seen=again(review).revision)
    services.draw_spot_check(review.pk, actor=city, now=NOW)
    assessing.take_over(row.pk, actor=city, now=NOW)
    assessing.conclude_assessment(row.pk, actor=city, now=NOW)
    services.close_review(review.pk, actor=city, now=NOW)
    return again(review), row


def test_each_order_is_shown_with_its_items_before_it_is_given(office, city, sites):
    review, row = announced(office, sites)
    assert "下达限期整改通知(1 处)" in body_of(city.get(at("review", review)))
    preview = body_of(city.get(at("review-orders", review)))
    assert "特色宣传:应得 20 分,实得 0 分" in preview
    assert "合格标准:有可供借鉴的做法。" in preview
    assert not Rectification.objects.exists()
    form = {**frame(), "pick": [row.number, "PD2026-999999"]}
    body = body_of(city.post(at("review-orders", review), form, follow=True))
    assert "已下达 1 处" in body
    assert Rectification.objects.get().source_key == row.number
    assert "没有需要下达整改通知的阵地" in body_of(city.get(at("review-orders", review)))


def test_a_keeper_gives_no_orders_and_another_district_finds_none(office, sites):
    review, row = announced(office, sites)
    keeper, district = signed_in(office.keeper), signed_in(office.district)
    assert keeper.get(at("review-orders", review)).status_code == 403
    assert "没有需要下达整改通知的阵地" in body_of(district.get(at("review-orders", review)))
    district.post(at("review-orders", review), {**frame(), "pick": [row.number]})
    assert not Rectification.objects.exists()
