"""A yearly review is closed: results, orders that follow, and nothing changes any more."""

from __future__ import annotations

import json

import pytest
from django.db import DatabaseError, transaction

from core.workflow import TransitionRefused
from inspection.assessing.replay import replay_assessments
from inspection.models import Rectification, ReviewEntry, YearlyReview
from inspection.reviewing import services
from inspection.reviewing.failings import failings_of
from inspection.reviewing.replay import replay_reviews
from inspection.reviewing.selectors import orders_due
from rulebook.outcome import Answer
from tests.factories import NOW, actor_of, person
from tests.inspection.boards import TABLE
from tests.inspection.boards import services as assessing
from tests.inspection.led_reviews import at_the_draw, lead, states
from tests.inspection.reviews import (
    again,
    assessment_of,
    at_the_city,
    entry_of,
    handed_in,
    office,
    published,
    sites,
    world,
)

pytestmark = pytest.mark.django_db

__all__ = ["office", "sites", "world"]


def officer(office, union, name):
    return actor_of(person(name, "district", union, name=name))


# Results


def closed(office, sites):
    """South met, north short, the metro's never handed in."""
    review, tree = published(office), office.tree
    at_the_city(assessment_of(review, sites[0]), office.actor("district"))
    north = officer(office, tree.north, "north")
    short = {"A1": Answer(level="all"), "A2": Answer(points=0), "V1": Answer(is_met=False)}
    at_the_city(assessment_of(review, sites[1]), north, **short)
    at_the_draw(office, review)
    with pytest.raises(TransitionRefused, match="待市总评定 2 处"):
        lead(office, review, "close")
    city = office.actor("city")
    for site in sites[:2]:
        row = assessment_of(review, site)
        assessing.take_over(row.pk, actor=city, now=NOW)
        assessing.conclude_assessment(row.pk, actor=city, now=NOW)
    lead(office, review, "close")
    return again(review)


def test_the_closing_fixes_a_result_for_each_site(office, sites):
    review = closed(office, sites)
    assert [entry_of(review, site).result for site in sites] == ["met", "short", "absent"]
    assert states(review) == ["concluded", "concluded", "void"]
    (south, north, metro) = review.summary
    assert (south["counts"]["met"], north["counts"]["short"], metro["counts"]["absent"]) == (1, 1, 1)
    assert metro["counts"]["part"] == 1
    assert replay_reviews().differing == ()
    assert replay_assessments().differing == ()


def test_what_was_announced_cannot_be_changed_in_the_database(office, sites):
    review = closed(office, sites)
    for change in (
        lambda: YearlyReview.objects.filter(pk=review.pk).update(title="改过"),
        lambda: ReviewEntry.objects.filter(review=review).update(result="met"),
        lambda: ReviewEntry.objects.filter(review=review).delete(),
    ):
        with pytest.raises(DatabaseError, match="protected"), transaction.atomic():
            change()


def test_the_closing_waits_for_the_districts(office, sites):
    review = published(office)
    handed_in(assessment_of(review, sites[0]), office.actor("keeper"))
    at_the_draw(office, review)
    with pytest.raises(TransitionRefused, match="还不能通报:待区\\(市\\)复核 1 处"):
        lead(office, review, "close")
    assert (again(review).state, ReviewEntry.objects.exclude(result="").count()) == ("city", 0)


# What follows from the results


def test_orders_follow_from_the_results_each_with_what_is_to_be_mended_and_once(office, sites):
    review, city = closed(office, sites), office.actor("city")
    number = assessment_of(review, sites[1]).number
    assert [row.number for row in orders_due(city, review)] == [number]
    assert services.order_together(review, [number, "PD2026-999999"], actor=city, now=NOW) == {}
    order = Rectification.objects.get()
    assert (order.site, order.source, order.source_key) == (sites[1], "assessment", number)
    assert order.grounds == f"《{review.title}》评定为限期整改"
    problems = [item.problem for item in order.items.all()]
    assert "特色宣传:应得 20 分,实得 0 分" in problems
    assert all("制度上墙" not in problem for problem in problems)
    assert services.order_together(review, [number], actor=city, now=NOW) == {}
    assert (Rectification.objects.count(), orders_due(city, review).count()) == (1, 0)


def test_a_district_orders_for_its_own_sites_alone(office, sites):
    review = closed(office, sites)
    number = assessment_of(review, sites[1]).number
    services.order_together(review, [number], actor=office.actor("district"), now=NOW)
    assert not Rectification.objects.exists()
    north = actor_of(person("north2", "district", office.tree.north))
    services.order_together(review, [number], actor=north, now=NOW)
    assert Rectification.objects.get().ordered_as == "district"


def test_a_met_veto_stands_first_among_what_is_to_be_mended():
    told = {
        "vetoes": [["V1", True, False]],
        "items": [["A1", "scored", 150, None, ""], ["A2", "not_applicable", None, None, ""]],
    }
    assert failings_of(TABLE, json.dumps(told)) == [
        ("一票否决情形:发生安全责任事故", "消除该情形,并附整改说明。"),
        ("制度上墙:应得 30 分,实得 15 分", "三项制度都已上墙。"),
    ]
