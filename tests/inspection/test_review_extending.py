"""Deadlines of a review are put off: later only, with the reason, told to whoever is not done, and reminders follow."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from core.models import AuditEntry, OwedMessage
from core.policy import NotAllowed
from core.workflow import TransitionRefused
from inspection.reviewing import services
from sites.refusals import Refusal
from tests.factories import NOW
from tests.inspection.reviews import (
    NOTICE,
    again,
    assessment_of,
    handed_in,
    office,
    published,
    review_body,
    sites,
    world,
)
from tests.office import forms_of

pytestmark = pytest.mark.django_db

#: Fixtures.
__all__ = ["office", "sites", "world"]

OWN, DISTRICT = NOTICE.own_due_on, NOTICE.district_due_on
WEEK = timedelta(days=7)


def extend(
    office, row, own=OWN + WEEK, district=DISTRICT + WEEK, *, by="city", now=NOW, note="台风停工一周。"
):
    return services.extend_review(row.pk, own, district, note=note, actor=office.actor(by), now=now)


def told(user):
    return [
        each.subject for each in OwedMessage.objects.filter(recipient_id=user.pk, key__contains=":longer:")
    ]


def test_open_assessments_are_due_on_the_new_day_and_the_trail_says_both(office, sites):
    row = published(office)
    done, open_one = (assessment_of(row, site) for site in sites[:2])
    handed_in(done, office.actor("keeper"))
    row = extend(office, row)
    assert (again(row).own_due_on, again(row).district_due_on) == (OWN + WEEK, DISTRICT + WEEK)
    open_one.refresh_from_db()
    done.refresh_from_db()
    assert (open_one.due_on, done.due_on) == (OWN + WEEK, OWN)
    entry = AuditEntry.objects.filter(action="review.extend").latest("pk")
    assert entry.note == "台风停工一周。"
    assert entry.changes["自查截止日期"] == ["2026年11月11日", "2026年11月18日"]


def test_whoever_is_not_done_hears_of_it_once(office, sites):
    row = published(office)
    extend(office, row)
    words = "自查截止日期延至2026年11月18日,区(市)复核截止日期延至2026年12月3日。理由:台风停工一周。"
    assert told(office.keeper) == [f"《{NOTICE.title}》:{words}"]
    assert told(office.district) == [f"《{NOTICE.title}》:{words}"]
    assert told(office.city) == []


def test_only_the_district_hears_of_its_own_deadline_and_who_is_done_of_none(office, sites):
    row = published(office)
    extend(office, row, own=OWN)
    assert told(office.keeper) == []
    assert len(told(office.district)) == 1


@pytest.mark.parametrize(
    ("own", "district", "words"),
    [
        (OWN, DISTRICT, "没有变化"),
        (OWN - WEEK, DISTRICT, "只能延长"),
        (OWN, DISTRICT - WEEK, "只能延长"),
        (DISTRICT + WEEK, DISTRICT, "请一并延长"),
        (OWN + timedelta(days=181), DISTRICT + timedelta(days=180), "最多延长 180 天"),
    ],
)
def test_what_makes_no_sense_is_refused_and_changes_nothing(office, sites, own, district, words):
    row = published(office)
    with pytest.raises(TransitionRefused, match=words):
        extend(office, row, own, district)
    assert (again(row).own_due_on, again(row).district_due_on) == (OWN, DISTRICT)
    assert not OwedMessage.objects.filter(key__contains=":longer:").exists()


def test_a_deadline_that_passed_is_put_off_to_a_day_ahead_only(office, sites):
    row, late = published(office), NOW + timedelta(days=40)
    with pytest.raises(TransitionRefused, match="应晚于今天"):
        extend(office, row, own=OWN + WEEK, now=late)
    extend(office, row, own=DISTRICT, district=DISTRICT, now=late)
    assert again(row).own_due_on == DISTRICT


def test_of_a_stage_that_is_over_nothing_is_put_off(office, sites):
    row = published(office)
    services.end_own_points(row.pk, actor=office.actor("city"), now=NOW, seen=row.revision)
    with pytest.raises(TransitionRefused, match="自查已经结束"):
        extend(office, row)
    extend(office, row, own=OWN)
    services.draw_spot_check(row.pk, actor=office.actor("city"), now=NOW)
    with pytest.raises(TransitionRefused):
        extend(office, row, own=OWN, district=DISTRICT + 2 * WEEK)


def test_it_is_the_issuers_to_decide_and_needs_clean_words(office, sites):
    row = published(office)
    with pytest.raises(NotAllowed):
        extend(office, row, by="district")
    with pytest.raises(TransitionRefused):
        extend(office, row, note=" ")
    with pytest.raises(Refusal, match="手机号码"):
        extend(office, row, note="有事请打 139 0000 0000")


def test_reminders_come_round_again_before_the_new_day(office, sites):
    row = published(office)
    before = NOW + timedelta(days=27)  # three days ahead of the first deadline
    services.remind_of_review(row.pk, now=before)
    extend(office, row, own=OWN + 2 * WEEK, now=before)
    sent = OwedMessage.objects.filter(recipient_id=office.keeper.pk, key__startswith=f"review:{row.pk}:own:")
    assert sent.count() == 1
    services.remind_of_review(row.pk, now=before)
    assert sent.count() == 1, "the new days were told a moment ago"
    services.remind_of_review(row.pk, now=before + 2 * WEEK)
    assert sent.count() == 2
    assert "截止日期 2026年11月25日(还有 3 天)" in sent.latest("pk").subject


# On its page


def client_of(office, who, client):
    client.force_login(getattr(office, who))
    return client


def test_the_page_asks_for_days_and_reason_and_leads_back(office, sites, client, settings):
    settings.CLOCK_PIN = NOW.isoformat()
    row = published(office)
    city = client_of(office, "city", client)
    url = reverse("review-extend", args=[row.pk])
    assert f'href="{url}"' in city.get(reverse("review", args=[row.pk])).content.decode()
    assert any({"own_due_on", "district_due_on", "note"} <= form.names for form in forms_of(city.get(url)))
    early = city.post(url, {**review_body("review-extend", row), "own_due_on": NOW.date().isoformat()})
    assert (early.status_code, "只能延长" in early.content.decode()) == (409, True)
    bare = city.post(url, {**review_body("review-extend", row), "note": ""})
    assert (bare.status_code, "请填写延期理由" in bare.content.decode()) == (400, True)
    answered = city.post(url, review_body("review-extend", row))
    assert answered.headers["Location"] == reverse("review", args=[row.pk])
    assert "2026年11月18日" in city.get(answered.headers["Location"]).content.decode()
    assert again(row).own_due_on == OWN + WEEK


def test_after_the_own_points_only_the_district_deadline_is_asked_for(office, sites, client, settings):
    settings.CLOCK_PIN = NOW.isoformat()
    row = published(office)
    services.end_own_points(row.pk, actor=office.actor("city"), now=NOW, seen=row.revision)
    city = client_of(office, "city", client)
    page = city.get(reverse("review-extend", args=[row.pk])).content.decode()
    assert 'name="district_due_on"' in page and 'name="own_due_on"' not in page
    services.draw_spot_check(row.pk, actor=office.actor("city"), now=NOW)
    assert city.get(reverse("review-extend", args=[row.pk])).status_code == 302
    assert "延长期限" not in city.get(reverse("review", args=[row.pk])).content.decode()
