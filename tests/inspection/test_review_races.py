"""Two officers at one review, two reviews over one type, a keeper beside the notice: each time one thing happens."""

from __future__ import annotations

import pytest

from core.workflow import TransitionRefused
from inspection.assessing.services import conclude_assessment, hand_in_assessment
from inspection.models import Assessment, Rectification, ReviewEntry
from inspection.reviewing import services
from rulebook.outcome import Answer
from tests.factories import NOW, build_office
from tests.filing.test_races import SOON, crowd, held_open, see_waiting
from tests.inspection.boards import answer, begin, open_site
from tests.inspection.reviews import again, assessment_of, at_the_city, drafted, published, twin

pytestmark = [pytest.mark.pg, pytest.mark.django_db(transaction=True)]

__all__ = ["crowd"]


@pytest.fixture
def office():
    return build_office()


@pytest.fixture
def site(office):
    return open_site(office)


#: Worth next to nothing: to be mended at least.
POOR = {"A1": Answer(level="none"), "A2": Answer(points=0), "V1": Answer(is_met=False)}


def publish(office, review, by):
    return services.publish_review(review.pk, actor=office.actor(by), now=NOW)


def test_two_officers_publish_one_notice_and_the_second_reads_who_did(office, site, crowd):
    review = drafted(office)
    with held_open(lambda: publish(office, review, "city")):
        second = crowd(lambda: publish(office, review, "city2"))
        see_waiting()
        assert not second.done()
    with pytest.raises(TransitionRefused, match=r"赵强.*办理“公布通知”"):
        second.result(timeout=SOON)
    assert (ReviewEntry.objects.count(), Assessment.objects.count()) == (1, 1)


def test_of_two_notices_over_one_type_the_second_waits_for_the_first(office, site, crowd):
    first, other = drafted(office), drafted(office, title="另一次复核")
    with held_open(lambda: publish(office, first, "city")):
        second = crowd(lambda: publish(office, other, "city2"))
        see_waiting()
    with pytest.raises(TransitionRefused, match=f"《{first.title}》正在进行"):
        second.result(timeout=SOON)
    assert (again(other).state, ReviewEntry.objects.count()) == ("draft", 1)


def test_a_keeper_who_begins_by_himself_meanwhile_keeps_his_own_assessment(office, site, crowd):
    review = drafted(office)
    with held_open(lambda: begin(office, site)):
        second = crowd(lambda: publish(office, review, "city"))
        see_waiting()
    with pytest.raises(TransitionRefused, match="没有可以参加复核的阵地"):
        second.result(timeout=SOON)
    assert Assessment.objects.count() == 1


def test_a_notice_that_goes_out_first_is_what_the_keeper_goes_on_with(office, site, crowd):
    review = drafted(office)
    with held_open(lambda: publish(office, review, "city")):
        second = crowd(lambda: begin(office, site))
        see_waiting()
    assert second.result(timeout=SOON) == assessment_of(review, site)


def test_two_runs_of_the_task_take_a_site_in_once(office, site, crowd):
    review = published(office)
    new = twin(site, office.tree.other_primary, "新站点")
    with held_open(lambda: services.enrol_new_sites(review.pk, now=NOW)):
        second = crowd(lambda: services.enrol_new_sites(review.pk, now=NOW))
        see_waiting()
    assert second.result(timeout=SOON) == 0
    assert ReviewEntry.objects.filter(site=new).count() == 1


def test_what_is_handed_in_while_the_results_are_announced_is_not_lost(office, site, crowd):
    review, city = published(office), office.actor("city")
    row = assessment_of(review, site)
    answer(row, office)
    services.end_own_points(review.pk, actor=city, now=NOW, seen=again(review).revision)
    services.draw_spot_check(review.pk, actor=city, now=NOW)
    with held_open(lambda: hand_in_assessment(row.pk, actor=office.actor("keeper"), now=NOW)):
        second = crowd(lambda: services.close_review(review.pk, actor=city, now=NOW))
        see_waiting()
    with pytest.raises(TransitionRefused, match="待区"):
        second.result(timeout=SOON)
    assert again(review).state == "city"


def test_two_officers_give_one_order(office, site, crowd):
    review, city = published(office), office.actor("city")
    row = at_the_city(assessment_of(review, site), office.actor("district"), **POOR)
    services.end_own_points(review.pk, actor=city, now=NOW, seen=again(review).revision)
    services.draw_spot_check(review.pk, actor=city, now=NOW)
    answer(row, office, "city", **POOR)
    conclude_assessment(row.pk, actor=city, now=NOW)
    services.close_review(review.pk, actor=city, now=NOW)
    with held_open(lambda: services.order_together(review, [row.number], actor=city, now=NOW)):
        second = crowd(
            lambda: services.order_together(review, [row.number], actor=office.actor("city2"), now=NOW)
        )
        see_waiting()
    second.result(timeout=SOON)
    assert Rectification.objects.count() == 1
