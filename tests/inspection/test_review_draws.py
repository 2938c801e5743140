"""Which sites of a review does the city look at itself? Drawn by branch, and replayed."""

from __future__ import annotations

import pytest

from core.workflow import TransitionRefused
from inspection.models import ReviewEntry
from inspection.reviewing import services
from inspection.reviewing.drawing import draw_record, is_as_drawn, sample_size
from inspection.reviewing.replay import replay_reviews
from tests.factories import NOW
from tests.inspection.boards import services as assessing
from tests.inspection.led_reviews import SEED, at_the_draw, lead, states
from tests.inspection.reviews import (
    assessment_of,
    at_the_city,
    entry_of,
    office,
    published,
    sites,
    twin,
    world,
)

pytestmark = pytest.mark.django_db

__all__ = ["office", "sites", "world"]

# The spot check


@pytest.mark.parametrize(
    ("count", "percent", "size"), [(0, 10, 0), (1, 10, 1), (10, 10, 1), (11, 10, 2), (3, 100, 3), (40, 5, 2)]
)
def test_a_share_is_rounded_up_and_at_least_one(count, percent, size):
    assert sample_size(count, percent) == size


def test_a_draw_depends_on_seed_list_and_share_and_on_no_order():
    numbers = [f"PD2026-{number:06d}" for number in range(40)]
    record = draw_record(SEED, {"a": numbers, "b": numbers[:3]}, 10)
    assert record == draw_record(SEED, {"b": numbers[2::-1], "a": numbers[::-1]}, 10)
    assert [len(pool["drawn"]) for pool in record["pools"]] == [4, 1]
    assert record["pools"][0]["drawn"] != draw_record("5b" * 32, {"a": numbers}, 10)["pools"][0]["drawn"]
    assert is_as_drawn(record)
    assert not is_as_drawn({**record, "seed": "5b" * 32})


def test_each_branch_is_drawn_from_and_the_draw_can_be_replayed(office, sites):
    for number in range(4):
        twin(sites[0], office.tree.other_primary, f"站点{number}")
    review = at_the_draw(office, published(office, spot_percent=40))
    drawn = ReviewEntry.objects.filter(review=review, is_drawn=True)
    counts = [
        drawn.filter(branch=branch).count()
        for branch in (office.tree.south, office.tree.north, office.tree.metro)
    ]
    assert counts == [2, 1, 1]
    assert replay_reviews().differing == ()
    ReviewEntry.objects.filter(pk=drawn.first().pk).update(is_drawn=False)
    assert "抽中的阵地与抽取记录不符" in replay_reviews().differing[0]
    with pytest.raises(TransitionRefused):
        lead(office, review, "draw")


def test_nothing_is_concluded_before_the_draw_and_a_drawn_site_never_without_the_citys_points(office, sites):
    review, city = published(office), office.actor("city")
    row = at_the_city(assessment_of(review, sites[0]), office.actor("district"))
    with pytest.raises(TransitionRefused, match="市总抽查开始以后才能评定"):
        assessing.conclude_assessment(row.pk, actor=city, now=NOW)
    at_the_draw(office, review)
    with pytest.raises(TransitionRefused, match="已被抽中由市总评定,请先逐项填写市总评定分"):
        assessing.conclude_assessment(row.pk, actor=city, now=NOW)
    assessing.take_over(row.pk, actor=city, now=NOW)
    assert assessing.conclude_assessment(row.pk, actor=city, now=NOW).state == "concluded"


def test_many_are_concluded_by_one_act_and_a_refused_one_holds_up_no_other(office, sites):
    others = [twin(sites[0], office.tree.other_primary, f"站点{number}") for number in range(2)]
    review, district = published(office), office.actor("district")
    rows = [at_the_city(assessment_of(review, each), district) for each in (sites[0], *others)]
    at_the_draw(office, review)
    seen = {row.pk: row.revision for row in rows}
    moved = next(row for row in rows if not entry_of(review, row.site).is_drawn)
    assessing.return_review(moved.pk, note="请核对", actor=office.actor("city2"), now=NOW)
    refused = services.conclude_together(seen, actor=office.actor("city"), now=NOW)
    drawn = next(row for row in rows if entry_of(review, row.site).is_drawn)
    assert set(refused) == {moved.pk, drawn.pk}
    assert states(review).count("concluded") == 1
