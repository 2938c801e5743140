"""What speaks against a title beside its points: a veto in the last review, a plate that stands suspended."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from core.canonical import canonical_json
from core.registry import LADDER_HANDLERS, Signed
from demonstration.titles import services
from demonstration.titles.selectors import doubtful_titles, doubts_of
from inspection.models import Consequence, ScoreColumn
from sites.models import ServiceSite
from sites.services import suspend_site
from tests.demonstration.titles.scenes import TODAY, named
from tests.demonstration.titles.test_changing import reviewed
from tests.factories import NOW

LATER = NOW + timedelta(hours=2)


@pytest.fixture
def title(office, sites):
    return named(office, sites[:1])[0]


@pytest.fixture
def city(office):
    return office.actor("city")


def doubts(city):
    rows = doubtful_titles(city, TODAY).select_related("nomination__round")
    return doubts_of(list(rows.prefetch_related("nomination__round__grades")))


def suspended(title, office):
    """By the handler that a signature calls."""
    handler = LADDER_HANDLERS["suspend"]
    return handler.carry_out(Signed(title.site_id, 1, "逾期", ()), office.actor("district"), LATER)


def test_a_veto_in_the_last_review_is_told_though_the_points_are_good(title, city):
    row = reviewed(title.site, 950, "failed", LATER)
    for column, is_met in (("own", False), ("district", True)):
        moment = LATER + timedelta(hours=column == "district")
        text = canonical_json({"vetoes": [["V1", is_met, False], ["V2", False, True]]})
        ScoreColumn.objects.create(assessment=row, column=column, handed_in_at=moment, outcome=text)
    (doubt,) = doubts(city)
    assert doubt.why == "最近一次年度复核 95 分,有一票否决情形,结论不合格"
    assert (doubt.proposed, doubt.since) == ("取消资格并摘牌", f"2026年10月12日评定,{row.number}")


def test_a_plate_that_stands_suspended_is_told_until_it_is_given_back(title, city, office):
    done = suspended(title, office)
    (doubt,) = doubts(city)
    assert (doubt.row, doubt.why) == (title, "统一标识牌暂停挂牌,还没有恢复")
    assert doubt.since == "2026年10月12日暂停挂牌"
    assert doubt.proposed == "取消资格并摘牌;整改后恢复挂牌的,写明理由保留"
    LADDER_HANDLERS["suspend"].undo(title.site_id, done.key, office.actor("district"), LATER)
    assert doubts(city) == []


def test_who_keeps_a_title_over_a_suspended_plate_with_a_reason_has_decided(title, city, office):
    suspended(title, office)
    services.keep_title(title.pk, "已整改,经会议同意保留。", actor=city, now=LATER + timedelta(hours=1))
    assert doubts(city) == []


def test_what_was_kept_after_a_review_is_in_doubt_anew_by_the_plate(title, city, office):
    reviewed(title.site, 100, "failed", NOW)
    services.keep_title(title.pk, "已整改到位,经会议同意保留。", actor=city, now=NOW)
    assert doubts(city) == []
    suspended(title, office)
    assert [each.why for each in doubts(city)] == ["统一标识牌暂停挂牌,还没有恢复"]


def test_a_closure_for_another_reason_is_no_suspended_plate(title, city, office):
    by = office.actor("district")
    suspend_site(title.site_id, starts_at=LATER, ends_at=None, reason="内部装修", actor=by, now=LATER)
    assert doubts(city) == []


@pytest.mark.parametrize(("state", "count"), [("signed", 1), ("lifted", 0), ("dropped", 0)])
def test_over_a_site_that_was_closed_already_the_signature_counts(title, city, office, state, count):
    """The plate's own closure is not there; the signature is."""
    by = office.actor("district")
    suspend_site(title.site_id, starts_at=NOW, ends_at=None, reason="内部装修", actor=by, now=NOW)
    Consequence.objects.create(
        site=ServiceSite.objects.get(pk=title.site_id),
        action="suspend",
        state=state,
        pack_id=title.pack_id,
        ripe_on=TODAY,
        announced_at=NOW,
        announced_on=TODAY,
        earliest_on=TODAY,
        signed_by=office.district,
        signed_at=LATER,
        updated_at=LATER,
    )
    assert len(doubts(city)) == count


def test_the_list_says_it(title, office, settings):
    settings.CLOCK_PIN = LATER.isoformat()
    suspended(title, office)
    client = Client()
    client.force_login(office.city)
    page = client.get("/desk/titles/doubtful/").content.decode()
    assert "统一标识牌暂停挂牌,还没有恢复" in page and title.site_name in page
    desk = client.get("/desk/").content.decode()
    assert "统一标识牌暂停挂牌,请核对称号是否保留" in desk
