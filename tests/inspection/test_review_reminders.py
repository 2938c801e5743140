"""Who has not done his part hears of it at the right days, once, with the number of his sites."""

from __future__ import annotations

from datetime import timedelta

import pytest

from core.models import AuditEntry, OwedMessage
from inspection.models import YearlyReview
from inspection.reviewing import services
from inspection.reviewing.reminders import due_reminders
from sites.models import SiteKeeper
from tests.factories import NOW, person
from tests.inspection.reviews import (
    NOTICE,
    assessment_of,
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


def day(count):
    """So many days from the deadline of the own points."""
    return NOW.replace(year=2026, month=11, day=11) + timedelta(days=count)


def told(user):
    return [
        message.subject
        for message in OwedMessage.objects.filter(recipient_id=user.pk, key__startswith="review:")
    ]


@pytest.mark.parametrize(
    ("days", "marks"),
    [
        (-30, ["own:opened"]),
        (-16, ["own:opened"]),
        (-15, ["own:-15"]),
        (-3, ["own:-3"]),
        (2, ["own:-3", "district:-15"]),
        (3, ["own:3", "district:-15"]),
        (12, ["own:3", "district:-3"]),
        (15, ["own:15", "district:-3"]),
        (30, ["own:15", "district:15"]),
    ],
)
def test_the_latest_mark_that_is_reached_is_due(days, marks):
    review = YearlyReview(**NOTICE.columns)
    today = NOTICE.own_due_on + timedelta(days=days)
    assert [due.mark for due in due_reminders(review, today)] == marks
    review.reminded = marks
    assert due_reminders(review, today) == []


def test_a_keeper_hears_once_with_the_number_of_his_sites(office, sites):
    twin(sites[0], office.tree.primary, "第二处")
    own = person("own-keeper", name="站长")
    SiteKeeper.objects.create(site=sites[0], user=own, since=NOW.date())
    review = published(office)
    services.remind_of_review(review.pk, now=NOW)
    opening = f"《{NOTICE.title}》:您负责的 {{}} 处阵地还没有提交自评,截止日期 2026年11月11日(还有 30 天)"
    assert told(office.keeper) == [opening.format(2)]
    assert told(own) == [opening.format(1)]
    assert (told(office.district), told(office.city)) == ([], [])
    trail = AuditEntry.objects.count()
    assert services.remind_of_review(review.pk, now=NOW + timedelta(hours=3)) == 0
    assert (len(told(office.keeper)), AuditEntry.objects.count()) == (1, trail)


def test_whoever_has_handed_in_is_left_alone_and_the_district_hears_of_what_waits_for_it(office, sites):
    review = published(office)
    services.remind_of_review(review.pk, now=NOW)
    handed_in(assessment_of(review, sites[0]), office.actor("keeper"))
    services.remind_of_review(review.pk, now=day(3))
    assert len(told(office.keeper)) == 1
    (subject,) = told(office.district)
    assert "有 1 处阵地的自评等您复核,截止日期 2026年11月26日(还有 12 天)" in subject


def test_after_an_outage_only_the_latest_reminder_goes_out(office, sites):
    review = published(office)
    services.remind_of_review(review.pk, now=day(4))
    (subject,) = told(office.keeper)
    assert "已过 4 天" in subject
    services.remind_of_review(review.pk, now=day(5))
    assert len(told(office.keeper)) == 1


def test_reminders_are_no_urgent_mail_and_end_with_the_review(office, sites):
    review = published(office)
    services.remind_of_review(review.pk, now=NOW)
    assert not OwedMessage.objects.filter(key__startswith="review:", is_urgent=True).exists()
    services.end_own_points(
        review.pk, actor=office.actor("city"), now=NOW, seen=YearlyReview.objects.get().revision
    )
    services.draw_spot_check(review.pk, actor=office.actor("city"), now=NOW)
    services.close_review(review.pk, actor=office.actor("city"), now=NOW)
    assert services.remind_of_review(review.pk, now=day(15)) == 0
    assert len(told(office.keeper)) == 1
