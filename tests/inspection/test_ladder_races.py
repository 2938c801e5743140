"""Two at the same moment, forced: signatures, endings and the nightly job meet, and everything happens once."""

from __future__ import annotations

from datetime import timedelta

import pytest

from core.actor import SYSTEM
from core.workflow import TransitionRefused
from inspection.laddering.services import drop_consequence, follow_ladder, object_to, sign_consequence
from inspection.models import Consequence, Rectification
from inspection.rectifying.services import close_order
from rulebook.services import seed_calendars
from sites.models import ServiceSite
from tests.factories import NOW, build_office
from tests.factories.orders import handed_in, judged, order_on
from tests.filing.test_races import SOON, crowd, held_open, see_waiting
from tests.inspection.ladders import after, found_on, gone, known_check, nights, the
from tests.sites.public_sites import OFFICE_HOURS, opened_site

__all__ = ["crowd"]

pytestmark = [pytest.mark.pg, pytest.mark.django_db(transaction=True)]

READY = after(31)
LATER = READY + timedelta(minutes=1)


@pytest.fixture(autouse=True)
def check():
    with known_check() as known:
        yield known


@pytest.fixture
def office():
    seed_calendars(actor=SYSTEM, now=NOW)
    return build_office()


@pytest.fixture
def site(office):
    return opened_site(office.tree.primary, hours=OFFICE_HOURS)


@pytest.fixture
def announced(site):
    found_on(site)
    nights(NOW, 1)
    nights(after(15), 1)
    return the("rectify", site)


def test_of_two_signers_the_second_reads_who_signed(office, announced, crowd):
    with held_open(lambda: sign_consequence(announced.pk, actor=office.actor("district"), now=READY)):
        second = crowd(lambda: sign_consequence(announced.pk, actor=office.actor("city"), now=LATER))
        see_waiting()
        assert not second.done()
    with pytest.raises(TransitionRefused, match="李娜"):
        second.result(timeout=SOON)
    assert Rectification.objects.count() == 1


def test_a_finding_that_ends_first_is_signed_no_more(office, announced, crowd):
    finding = announced.causes.get().finding
    with held_open(lambda: gone(finding, READY.date())):
        signing = crowd(lambda: sign_consequence(announced.pk, actor=office.actor("district"), now=READY))
        see_waiting()
    with pytest.raises(TransitionRefused, match="已解决,不能签批"):
        signing.result(timeout=SOON)
    assert Rectification.objects.count() == 0
    assert follow_ladder(now=LATER).dropped == 1


def test_an_order_that_is_closed_while_the_plate_is_signed_waits_for_the_signature(office, site, crowd):
    order = order_on(site, office.actor("district"))
    nights(after(31), 1)
    row = the("suspend", site)
    ready = after((row.earliest_on - NOW.date()).days)
    with held_open(lambda: sign_consequence(row.pk, actor=office.actor("district"), now=ready)):
        handing = crowd(lambda: handed_in(order, office.actor("keeper"), now=ready))
        see_waiting()
    order = judged(handing.result(timeout=SOON), office.actor("district"), "ok", "ok", now=ready)
    close_order(order.pk, actor=office.actor("district"), now=ready)
    assert ServiceSite.objects.get(pk=site.pk).state == "suspended"
    assert Consequence.objects.get(pk=row.pk).state == "signed"


def test_two_machines_announce_once(site, crowd):
    found_on(site)
    nights(NOW, 1)
    with held_open(lambda: follow_ladder(now=after(15))):
        second = crowd(lambda: follow_ladder(now=after(15)))
        see_waiting()
    assert second.result(timeout=SOON).changed == 0
    assert Consequence.objects.filter(action="rectify").count() == 1


def test_two_machines_remind_once(site, crowd):
    found_on(site)
    with held_open(lambda: follow_ladder(now=NOW)):
        second = crowd(lambda: follow_ladder(now=NOW))
        see_waiting()
    assert second.result(timeout=SOON).changed == 0
    assert Consequence.objects.count() == 1


def test_who_objects_first_is_not_signed_over(office, announced, crowd):
    with held_open(lambda: object_to(announced.pk, actor=office.actor("keeper"), now=READY, note="不符。")):
        signing = crowd(lambda: sign_consequence(announced.pk, actor=office.actor("district"), now=LATER))
        see_waiting()
    with pytest.raises(TransitionRefused, match="有异议待答复"):
        signing.result(timeout=SOON)


def test_what_is_signed_while_the_job_drops_it_stands(office, announced, crowd):
    with held_open(lambda: sign_consequence(announced.pk, actor=office.actor("district"), now=READY)):
        dropping = crowd(lambda: drop_consequence(announced.pk, actor=SYSTEM, now=LATER))
        see_waiting()
    with pytest.raises(TransitionRefused, match="已签批"):
        dropping.result(timeout=SOON)
