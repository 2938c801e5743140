"""Two at the same moment: the same payment from two windows and once more by retry; bulk acts in both orders."""

from __future__ import annotations

import uuid
from datetime import timedelta
from threading import Barrier

import pytest
from django.test import Client
from django.urls import reverse

from core.actor import SYSTEM
from core.workflow import TransitionRefused
from demonstration.models import Payment, SubsidyPool
from demonstration.subsidies import services
from demonstration.subsidies.selectors import held_of
from rulebook.services import seed_calendars
from tests.demonstration.subsidies.scenes import NOTICE, NOW, Money, again, pool_now
from tests.demonstration.subsidies.test_recalling import revoked_for
from tests.demonstration.worlds import a_meeting
from tests.factories import build_office
from tests.filing.test_races import SOON, crowd, held_open, see_waiting
from tests.inspection.boards import open_site
from tests.inspection.reviews import sites_everywhere

__all__ = ["crowd"]

pytestmark = [pytest.mark.pg, pytest.mark.django_db(transaction=True)]

ROUNDS = 100
LATER = NOW + timedelta(minutes=1)


@pytest.fixture
def office():
    seed_calendars(actor=SYSTEM, now=NOW)
    return build_office()


@pytest.fixture
def money(office):
    return Money(office, sites_everywhere(office, open_site(office))[:3])


def test_a_payment_held_open_keeps_the_second_window_waiting_and_then_refuses_it(money, crowd):
    line = money.approved().lines.first()
    finance = money.finance
    with held_open(lambda: services.pay_lines({line.pk: 1}, NOTICE, actor=finance, now=NOW)):
        second = crowd(lambda: services.pay_lines({line.pk: 1}, NOTICE, actor=finance, now=LATER))
        see_waiting()
        assert not second.done()
    with pytest.raises(TransitionRefused, match="已经登记过"):
        second.result(timeout=SOON)
    assert Payment.objects.count() == 1


def test_of_two_batches_that_are_approved_at_once_the_pool_pays_one(office, money, crowd):
    SubsidyPool.objects.filter(pk=money.pool.pk).update(amount=1_000_000)
    first, second = money.submitted(), money.submitted()
    meeting, who = a_meeting(office.tree.city).pk, money.second
    with held_open(lambda: services.approve_batch(first.pk, meeting, actor=who, now=NOW)):
        other = crowd(lambda: services.approve_batch(second.pk, meeting, actor=who, now=LATER))
        see_waiting()
    with pytest.raises(TransitionRefused, match="超出"):
        other.result(timeout=SOON)
    assert pool_now(money).committed == held_of(money.pool) == 900_099
    assert again(second).state == "submitted"


def test_two_windows_a_retry_and_bulk_acts_in_both_orders_pay_each_step_once(money, crowd, settings):
    """Every round: two forms and one of them sent again, while two bulk acts go from a to z and from z to a."""
    settings.CLOCK_PIN = NOW.isoformat()
    row, finance, user = money.approved(), money.finance, money.finance_user
    keys = list(row.lines.order_by("pk").values_list("pk", flat=True))
    one = row.lines.get(pk=keys[0])
    url = reverse("subsidy-pay-line", args=[one.number])
    for _ in range(ROUNDS):
        Payment.objects.all().delete()
        type(one).objects.filter(pk__in=keys).update(state="approved", revision=5)
        start = Barrier(5)
        work = [form(url, user, start, key) for key in repeated(2, 1)]
        work += [bulk(order, finance, start) for order in (keys, keys[::-1])]
        done = [each.result(timeout=SOON) for each in [crowd(each) for each in work]]
        assert all(answer in (302, 409, "paid", "refused") for answer in done), done
        paid = list(Payment.objects.values_list("subsidy_id", "step"))
        assert len(paid) == len(set(paid)) and (keys[0], 1) in paid
        assert len(paid) in (1, len(keys))


def repeated(windows: int, retries: int) -> list[str]:
    """The keys of that many forms, the first of them sent again."""
    made = [str(uuid.uuid4()) for _ in range(windows)]
    return [*made, *made[:retries]]


def form(url, user, start, key):
    def send():
        client = Client()
        client.force_login(user)
        start.wait(SOON)
        typed = {"number": "15号", "budget_year": "2026", "paid_on": "2026-11-11"}
        return client.post(url, {"key": key, "seen": "5", **typed}).status_code

    return send


def bulk(order, actor, start):
    def act():
        start.wait(SOON)
        try:
            services.pay_lines(dict.fromkeys(order, 1), NOTICE, actor=actor, now=NOW)
        except TransitionRefused:
            return "refused"
        return "paid"

    return act


def test_a_title_taken_away_while_its_money_is_approved_gives_the_money_up(money, crowd):
    row, meeting = money.submitted(), a_meeting(money.office.tree.city)
    with held_open(lambda: services.approve_batch(row.pk, meeting.pk, actor=money.second, now=NOW)):
        revoking = crowd(lambda: revoked_for(money, 0))
        see_waiting()
    revoking.result(timeout=SOON)
    assert row.lines.get(site=money.sites[0]).state == "dropped"
    assert pool_now(money).committed == held_of(money.pool) == 600_066
