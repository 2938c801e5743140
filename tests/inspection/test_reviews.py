"""A yearly review opens every site at once, takes in new ones by itself, draws its spot check once and fixes the results."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from core.models import AuditEntry
from core.policy import NotAllowed
from core.workflow import NoteMissing, StaleEdit, TransitionRefused
from inspection.models import Assessment, ReviewEntry, YearlyReview
from inspection.reviewing import services
from inspection.reviewing.selectors import left_out, lines_of, reviews_within, would_join
from inspection.tasks import follow_reviews
from rulebook.models import RulePack
from rulebook.rubric import Purpose
from sites.models import ServiceSite
from sites.refusals import Refusal
from tests.factories import NOW, actor_of, build_tree, person, publish_measures, succeed
from tests.inspection.boards import TABLE, begin
from tests.inspection.boards import services as assessing
from tests.inspection.led_reviews import lead
from tests.inspection.reviews import (
    NOTICE,
    TODAY,
    again,
    assessment_of,
    drafted,
    entry_of,
    handed_in,
    office,
    published,
    sites,
    twin,
    world,
)

pytestmark = pytest.mark.django_db

#: Fixtures.
__all__ = ["office", "sites", "world"]


# Publishing


def test_the_notice_opens_one_assessment_for_each_site_in_use(office, sites):
    review = published(office)
    rows = Assessment.objects.filter(review_entry__review=review)
    assert (review.state, review.published_at, rows.count()) == ("own", NOW, 3)
    assert {(row.purpose, row.due_on, row.cycle_first) for row in rows} == {
        (Purpose.YEARLY, NOTICE.own_due_on, NOTICE.cycle_first)
    }
    tree = office.tree
    branches = [entry_of(review, site).branch for site in sites]
    assert branches == [tree.south, tree.north, tree.metro]


def statements_of_publishing(office):
    """Counted, and taken back."""
    review = drafted(office)
    with transaction.atomic():
        with CaptureQueriesContext(connection) as seen:
            services.publish_review(review.pk, actor=office.actor("city"), now=NOW)
        count = review.entries.count()
        transaction.set_rollback(True)
    return count, len(seen)


def test_more_sites_are_opened_with_as_many_statements(office, sites):
    statements_of_publishing(office)  # reads the measures, which are kept from then on
    few, statements = statements_of_publishing(office)
    for number in range(4):
        twin(sites[0], office.tree.other_primary, f"站点{number}")
    many, as_many = statements_of_publishing(office)
    assert (few, many) == (3, 7)
    assert statements == as_many < 60


def test_what_does_not_take_part_is_listed_with_its_reason(office, sites):
    tree = office.tree
    late = twin(sites[0], tree.primary, "新站点", filed_on=TODAY + timedelta(days=20))
    begin(office, sites[0])
    review = drafted(office)
    assert would_join(review, TODAY) == 2
    count, told = left_out(office.actor("city"), review, TODAY, 10)
    reasons = {each.site.pk: each.reason for each in told}
    assert count == 2
    assert "已有没办结的年度自评" in reasons[sites[0].pk]
    assert re.search(r"\d{4}年\d+月\d+日备案,晚于参加复核的最晚备案日期\d{4}年\d+月\d+日。", reasons[late.pk])
    services.publish_review(review.pk, actor=office.actor("city"), now=NOW)
    assert review.entries.count() == 2


def test_a_type_without_a_scoring_table_is_listed_and_not_opened(office, sites):
    room = twin(sites[0], office.tree.primary, "小屋", site_type="nursing_room")
    review = published(office, site_types=("outdoor_station", "nursing_room"))
    assert review.entries.count() == 3
    _, told = left_out(office.actor("city"), review, TODAY, 10)
    assert [(each.site.pk, "没有“爱心妈妈小屋”的评分表" in each.reason) for each in told] == [(room.pk, True)]


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        (
            {"own_due_on": TODAY - timedelta(days=1), "joins_until": TODAY - timedelta(days=1)},
            "自查截止日期已过",
        ),
        ({"cycle_last": TODAY + timedelta(days=1)}, "周期还没有结束"),
        ({"joins_until": TODAY - timedelta(days=900)}, "没有可以参加复核的阵地"),
        ({"site_types": ("mind_station",)}, "没有可以参加复核的阵地"),
    ],
)
def test_a_notice_that_cannot_begin_stays_a_draft_and_says_why(office, sites, changes, reason):
    review = drafted(office, **changes)
    with pytest.raises(TransitionRefused, match=reason):
        services.publish_review(review.pk, actor=office.actor("city"), now=NOW)
    assert (again(review).state, ReviewEntry.objects.count(), Assessment.objects.count()) == ("draft", 0, 0)


def test_a_second_review_of_the_same_type_waits_for_the_first(office, sites):
    first, second = drafted(office), drafted(office, title="另一次复核")
    services.publish_review(first.pk, actor=office.actor("city"), now=NOW)
    with pytest.raises(TransitionRefused, match=f"《{first.title}》正在进行"):
        services.publish_review(second.pk, actor=office.actor("city2"), now=NOW)
    with pytest.raises(TransitionRefused, match="公布通知"):
        services.publish_review(first.pk, actor=office.actor("city2"), now=NOW)
    assert ReviewEntry.objects.count() == 3


def test_an_issuing_union_below_has_its_own_review(office, sites):
    """The nearest issuing ancestor applies: what the zone's own measures govern stays out of the city's review."""
    tree = office.tree
    type(tree.north).objects.filter(pk=tree.north.pk).update(is_issuer=True)
    review = published(office)
    assert {entry.site_id for entry in review.entries.all()} == {sites[0].pk, sites[2].pk}


def test_two_cities_review_their_own_sites_and_see_nothing_of_each_other(office, sites):
    other = build_tree("他", governs=False)
    publish_measures(other.city)
    put_in_force_for(other.city)
    stranger = actor_of(person("stranger", "city", other.city, name="外市同志"))
    theirs = twin(sites[0], other.primary, "外市站点")
    ours = published(office)
    row = services.draft_review(other.city, replace(NOTICE, title="外市年度复核"), actor=stranger, now=NOW)
    services.publish_review(row.pk, actor=stranger, now=NOW)
    assert [entry.site for entry in row.entries.all()] == [theirs]
    assert (list(reviews_within(stranger)), list(reviews_within(office.actor("city")))) == ([row], [ours])
    assert lines_of(stranger, ours, TODAY) == []
    with pytest.raises(NotAllowed):
        services.end_own_points(ours.pk, actor=stranger, now=NOW, seen=again(ours).revision)
    with pytest.raises(NotAllowed):
        services.draft_review(office.tree.city, NOTICE, actor=stranger, now=NOW)


def put_in_force_for(city):
    newest = RulePack.objects.filter(family="outdoor", issuer=city).latest("effective_from")
    succeed(newest, TODAY, rubrics=(TABLE,), is_sample=newest.is_sample)


# Rights


def test_drafts_are_seen_by_the_city_alone_and_announced_reviews_by_all_below(office, sites):
    review = drafted(office)
    district, keeper = office.actor("district"), office.actor("keeper")
    assert [list(reviews_within(each)) for each in (office.actor("city"), district, keeper)] == [
        [review],
        [],
        [],
    ]
    services.publish_review(review.pk, actor=office.actor("city"), now=NOW)
    assert [list(reviews_within(each)) for each in (district, keeper)] == [[review], [review]]


def test_an_officer_of_some_types_leads_reviews_of_those_alone(office, sites):
    narrow = person("narrow", "city", office.tree.city, name="女工部同志", site_types=["nursing_room"])
    with pytest.raises(NotAllowed):
        services.draft_review(office.tree.city, NOTICE, actor=actor_of(narrow), now=NOW)
    row = services.draft_review(
        office.tree.city, replace(NOTICE, site_types=("nursing_room",)), actor=actor_of(narrow), now=NOW
    )
    with pytest.raises(NotAllowed):
        services.edit_review(row.pk, NOTICE, actor=actor_of(narrow), now=NOW, seen=0)
    assert again(row).site_types == ["nursing_room"]


def test_a_draft_is_changed_until_it_is_published_and_a_late_editor_is_told(office, sites):
    review, city = drafted(office), office.actor("city")
    services.edit_review(review.pk, replace(NOTICE, spot_percent=20), actor=city, now=NOW, seen=0)
    entry = AuditEntry.objects.get(action="review.edit")
    assert entry.changes == {"市总抽查比例(%)": ["10", "20"]}
    with pytest.raises(StaleEdit):
        services.edit_review(review.pk, NOTICE, actor=office.actor("city2"), now=NOW, seen=0)
    services.publish_review(review.pk, actor=city, now=NOW)
    with pytest.raises(TransitionRefused):
        services.edit_review(review.pk, NOTICE, actor=city, now=NOW, seen=again(review).revision)


def test_a_draft_is_dropped_with_a_reason_and_nothing_else_is(office, sites):
    review, city = drafted(office), office.actor("city")
    with pytest.raises(NoteMissing):
        services.drop_review(review.pk, note=" ", actor=city, now=NOW, seen=0)
    assert services.drop_review(review.pk, note="改到明年", actor=city, now=NOW, seen=0).state == "dropped"


def test_an_identity_number_in_the_title_is_refused(office, sites):
    with pytest.raises(Refusal, match="身份证"):
        drafted(office, title="联系人 11010519491231002X")
    assert not YearlyReview.objects.exists()


# What follows by itself


def test_a_site_that_comes_into_use_joins_by_itself_and_once(office, sites, settings):
    settings.CLOCK_PIN = NOW.isoformat()
    review = published(office)
    follow_reviews()
    new = twin(sites[0], office.tree.primary, "新站点")
    follow_reviews()
    assert assessment_of(review, new).opened_by == "系统"
    assert AuditEntry.objects.filter(action="review.enrol").count() == 1
    entries, trail = ReviewEntry.objects.count(), AuditEntry.objects.count()
    assert follow_reviews() == 0
    assert (ReviewEntry.objects.count(), AuditEntry.objects.count()) == (entries, trail) == (4, trail)


def test_nobody_joins_once_the_own_points_have_ended(office, sites):
    review = published(office)
    lead(office, review, "end_own")
    new = twin(sites[0], office.tree.primary, "新站点")
    services.follow_reviews(now=NOW)
    assert not ReviewEntry.objects.filter(site=new).exists()
    assert services.enrol_new_sites(review.pk, now=NOW) == 0
    _, told = left_out(office.actor("city"), again(review), TODAY, 10)
    assert [each.reason for each in told] == ["自查结束以后才符合条件,不再加入。"]


def test_a_site_whose_own_assessment_ends_joins_afterwards(office, sites):
    own = begin(office, sites[0])
    review = published(office)
    assert review.entries.count() == 2
    assessing.void_assessment(own.pk, note="改做年度复核", actor=office.actor("district"), now=NOW)
    services.follow_reviews(now=NOW)
    assert assessment_of(review, sites[0]).state == "own"


def test_a_cancelled_site_leaves_the_review_and_its_assessment_is_void(office, sites):
    review = published(office)
    ServiceSite.objects.filter(pk=sites[1].pk).update(state="cancelled")
    assert services.release_cancelled(review.pk, now=NOW) == 1
    assert services.release_cancelled(review.pk, now=NOW) == 0
    row = assessment_of(review, sites[1])
    assert row.state == "void"
    note = AuditEntry.objects.get(action="assessment.void", target_id=str(row.pk)).note
    assert note == "阵地已注销,退出年度复核"
    (left,) = [line for line in lines_of(office.actor("city"), review, TODAY) if line["left"]]
    assert (left.branch_id, left["part"], left["own"]) == (office.tree.north.pk, 0, 0)


def test_no_district_takes_its_site_out_of_a_review(office, sites):
    review = published(office)
    row = assessment_of(review, sites[0])
    with pytest.raises(NotAllowed):
        assessing.void_assessment(row.pk, note="不参加了", actor=office.actor("district"), now=NOW)
    assert assessment_of(review, sites[0]).state == "own"
    assessing.void_assessment(row.pk, note="重复登记的阵地", actor=office.actor("city"), now=NOW)
    assert assessment_of(review, sites[0]).state == "void"


# Counts


def test_every_count_is_that_of_the_reader(office, sites):
    review = published(office)
    handed_in(assessment_of(review, sites[0]), office.actor("keeper"))
    lines = lines_of(office.actor("city"), review, TODAY)
    assert [line.branch for line in lines] == ["市市南区总工会", "市市北区总工会", "市地铁集团工会"] or len(
        lines
    ) == 3
    south = lines[0]
    assert (south["part"], south["handed"], south["own"], south["district"], south["late"]) == (1, 1, 0, 1, 0)
    (own,) = lines_of(office.actor("district"), review, TODAY)
    assert own == south


def test_overdue_is_counted_from_the_day_after_the_deadline(office, sites):
    review, city = published(office), office.actor("city")
    handed_in(assessment_of(review, sites[0]), office.actor("keeper"))

    def late(day):
        return sum(line["late"] for line in lines_of(city, review, day))

    due, then = NOTICE.own_due_on, NOTICE.district_due_on
    assert [late(due), late(due + timedelta(days=1)), late(then), late(then + timedelta(days=1))] == [
        0,
        2,
        2,
        3,
    ]
