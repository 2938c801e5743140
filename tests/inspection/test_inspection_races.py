"""Two at the same moment, forced: the second waits for the first, then reads what it did and is refused."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from core.actor import SYSTEM
from core.workflow import TransitionRefused
from inspection.models import Extension, OrderSeries, Rectification, SpotCheck
from inspection.rectifying import services
from inspection.spot_checks.services import Plan, commit_draw, draw_sites
from inspection.spot_checks.weights import usual_weights
from rulebook.services import seed_calendars
from sites.models import ServiceSite
from sites.services import reopen_site, suspend_site
from tests.factories import NOW, build_office
from tests.factories.orders import handed_in, judged, order_on
from tests.filing.test_races import SOON, crowd, held_open, see_waiting
from tests.sites.public_sites import OFFICE_HOURS, opened_site

__all__ = ["crowd"]

pytestmark = [pytest.mark.pg, pytest.mark.django_db(transaction=True)]

LATER = NOW + timedelta(minutes=1)


@pytest.fixture
def office():
    seed_calendars(actor=SYSTEM, now=NOW)
    return build_office()


@pytest.fixture
def site(office):
    return opened_site(office.tree.primary, hours=OFFICE_HOURS)


@pytest.fixture
def order(office, site):
    return order_on(site, office.actor("district"))


def state_of(site: ServiceSite) -> str:
    return ServiceSite.objects.values_list("state", flat=True).get(pk=site.pk)


def test_of_two_officers_who_close_one_order_the_second_reads_who_did(office, site, order, crowd):
    order = judged(handed_in(order, office.actor("keeper")), office.actor("district"), "ok", "ok")
    with held_open(lambda: services.close_order(order.pk, actor=office.actor("district"), now=NOW)):
        second = crowd(lambda: services.close_order(order.pk, actor=office.actor("city"), now=LATER))
        see_waiting()
        assert not second.done()
    with pytest.raises(TransitionRefused, match="李娜"):
        second.result(timeout=SOON)
    assert (Rectification.objects.get(pk=order.pk).ended_at, state_of(site)) == (NOW, "open")


def test_of_a_yes_and_a_no_to_more_time_the_first_holds(office, order, crowd):
    services.ask_longer(order.pk, date(2026, 12, 1), "到货晚。", actor=office.actor("keeper"), now=NOW)
    yes = office.actor("district")
    with held_open(lambda: services.grant_longer(order.pk, date(2026, 12, 1), actor=yes, now=NOW)):
        no = crowd(
            lambda: services.refuse_longer(order.pk, "不同意。", actor=office.actor("city"), now=LATER)
        )
        see_waiting()
    with pytest.raises(TransitionRefused, match="没有待答复"):
        no.result(timeout=SOON)
    assert Extension.objects.get().verdict == "granted"
    assert Rectification.objects.get(pk=order.pk).due_on == date(2026, 12, 1)


def test_who_hands_in_first_is_not_told_that_his_day_has_passed(office, order, crowd):
    late = NOW + timedelta(days=60)
    keeper = office.actor("keeper")
    for number in (1, 2):
        services.answer_item(order.pk, number, "好了。", actor=keeper, now=NOW)
    with held_open(lambda: services.hand_in(order.pk, actor=keeper, now=late)):
        task = crowd(lambda: services.tell_lapsed_orders(now=late))
        see_waiting()
    assert task.result(timeout=SOON) == 0
    assert Rectification.objects.get(pk=order.pk).lapsed_at is None


def test_a_site_that_opens_while_an_order_is_given_is_rectified(office, site, crowd):
    suspend_site(site.pk, starts_at=NOW, ends_at=None, reason="检查", actor=SYSTEM, now=NOW)
    with held_open(lambda: order_on(site, office.actor("district"))):
        opening = crowd(lambda: reopen_site(site.pk, at=LATER, actor=SYSTEM, now=LATER))
        see_waiting()
    opening.result(timeout=SOON)
    assert state_of(site) == "rectifying"


def test_two_orders_at_once_have_two_numbers(office, site, crowd):
    other = opened_site(office.tree.primary, "别处", hours=OFFICE_HOURS)
    with held_open(lambda: order_on(site, office.actor("district"))):
        second = crowd(lambda: order_on(other, office.actor("city"), now=LATER))
        see_waiting()
    assert second.result(timeout=SOON).number == "ZG-370202-2026-0002"
    numbers = {order.number for order in Rectification.objects.all()}
    assert len(numbers) == 2
    assert OrderSeries.objects.get(series="order").last == 2


def test_one_commitment_draws_once(office, site, crowd):
    city = office.actor("city")
    people = [office.city.pk, office.city2.pk]
    plan = Plan(union=office.tree.city, title="抽查", size=1, weights=usual_weights(), inspectors=people)
    check = commit_draw(plan, actor=city, now=NOW)
    with held_open(lambda: draw_sites(check.pk, actor=city, now=NOW)):
        second = crowd(lambda: draw_sites(check.pk, actor=office.actor("city2"), now=LATER))
        see_waiting()
    with pytest.raises(TransitionRefused, match="公布种子并抽取"):
        second.result(timeout=SOON)
    assert SpotCheck.objects.get(pk=check.pk).drawn.count() == 1
