"""Two at the same moment, forced: signatures, endings and the nightly job meet, and everything happens once."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from threading import Event

import pytest
from django.db import connection
from django.db.models import DateField, F, Value

from core.actor import SYSTEM
from core.workflow import TransitionRefused
from inspection.laddering.services import (
    drop_consequence,
    follow_ladder,
    lift_consequence,
    object_to,
    sign_consequence,
    sign_together,
    signing,
)
from inspection.models import Consequence, Rectification
from inspection.rectifying.services import close_order, report_up, settle_order, withdraw_order
from inspection.watching.services import reconcile
from sites.at_door.services import print_stickers
from sites.models import ServiceSite
from tests.factories import NOW
from tests.factories.orders import handed_in, judged, order_on
from tests.factories.packs import pack_now
from tests.filing.test_races import SOON, crowd, held_open, see_waiting
from tests.inspection.ladders import (
    after,
    found_on,
    gone,
    known_check,
    next_year,
    nights,
    picked,
    the,
)
from tests.sites.public_sites import OFFICE_HOURS, opened_site

__all__ = ["crowd"]

pytestmark = [pytest.mark.pg, pytest.mark.django_db(transaction=True)]

READY = after(31)
BOTH = after(60)
LATER = READY + timedelta(minutes=1)


@contextmanager
def stopped_after(key, monkeypatch):
    """A batch stops once it has signed for this one, until the event that is given is set."""
    is_signed, may_go_on, sign_one = Event(), Event(), signing._sign_one

    def sign(each, *more):
        done = sign_one(each, *more)
        if each.key == key:
            is_signed.set()
            assert may_go_on.wait(SOON)
        return done

    monkeypatch.setattr(signing, "_sign_one", sign)
    yield is_signed, may_go_on
    may_go_on.set()


@pytest.fixture
def two(site, office):
    """Both can be signed now. What is signed first, by its key, is of the later site and of the later finding."""
    later = opened_site(office.tree.primary, "乙站", hours=OFFICE_HOURS)
    found_on(site, after(16))
    found_on(later)
    nights(NOW, 1)
    nights(after(15), 1)
    nights(after(16), 1)
    nights(after(31), 1)
    rows = list(Consequence.objects.filter(action="rectify").order_by("pk"))
    assert [row.site_id for row in rows] == [later.pk, site.pk] and site.pk < later.pk
    return rows


def signed_while(two, office, crowd, monkeypatch, job):
    """What became of a batch in whose middle the job began, and of the job."""
    with stopped_after(two[0].pk, monkeypatch) as (is_signed, may_go_on):
        actor = office.actor("district")
        batch = crowd(lambda: sign_together([picked(row) for row in two], actor=actor, now=BOTH))
        assert is_signed.wait(SOON)
        other = crowd(job)
        see_waiting()
        may_go_on.set()
        return batch.result(timeout=SOON), other.result(timeout=SOON)


def test_a_batch_and_the_reminders_of_a_night_wait_for_each_other_in_one_order(
    two, office, crowd, monkeypatch, caplog
):
    """Where one of them had to give way, it would be the night: it says so, and begins again."""
    with known_check("test_other", title="别的"):
        for row in two:
            found_on(row.site, BOTH, code="test_other")
        done, night = signed_while(two, office, crowd, monkeypatch, lambda: follow_ladder(now=BOTH))
    assert [each.refused for each in done] == ["", ""]
    assert (night.reminded, night.failed) == (2, ())
    assert "could not be reminded together" not in caplog.text


def test_a_batch_and_the_endings_of_a_night_wait_for_each_other_in_one_order(
    two, office, crowd, monkeypatch, check
):
    fails_no_more = replace(check, failing=lambda day: check.failing(day).filter(subject__lt=0))
    done, night = signed_while(
        two, office, crowd, monkeypatch, lambda: reconcile(fails_no_more, BOTH.date(), now=BOTH)
    )
    assert [each.refused for each in done] == ["", ""]
    assert night.closed == 2


@contextmanager
def stopped_holding(monkeypatch):
    """A batch stops once it holds its sites and findings, until the event that is given is set."""
    holds, may_go_on, hold_findings = Event(), Event(), signing.hold_findings

    def hold(*wanted):
        hold_findings(*wanted)
        if not holds.is_set():
            holds.set()
            assert may_go_on.wait(SOON)

    monkeypatch.setattr(signing, "hold_findings", hold)
    yield holds, may_go_on
    may_go_on.set()


def closed(order, office, now):
    order = judged(
        handed_in(order, office.actor("keeper"), now=now), office.actor("district"), "ok", "ok", now=now
    )
    return lambda: close_order(order.pk, actor=office.actor("district"), now=now)


def withdrawn(order, office, now):
    return lambda: withdraw_order(order.pk, actor=office.actor("district"), now=now, note="下达有误。")


def settled(order, office, now):
    Rectification.objects.update(lapsed_at=now)
    report_up(order.pk, actor=office.actor("district"), now=now, note="没有整改。")
    return lambda: settle_order(order.pk, actor=office.actor("city"), now=now, note="已整改到位。")


@pytest.mark.parametrize(
    ("end", "state"), [(closed, "closed"), (withdrawn, "withdrawn"), (settled, "closed")]
)
def test_an_order_that_ends_and_a_batch_wait_for_each_other_in_one_order(
    office, site, crowd, monkeypatch, end, state
):
    order = order_on(site, office.actor("district"))
    nights(after(31), 1)
    row = the("suspend", site)
    ready = after((row.earliest_on - NOW.date()).days)
    ending = end(order, office, ready)
    with stopped_holding(monkeypatch) as (holds, may_go_on):
        batch = crowd(lambda: sign_together([picked(row)], actor=office.actor("district"), now=ready))
        assert holds.wait(SOON)
        ended = crowd(ending)
        see_waiting()
        may_go_on.set()
        (done,) = batch.result(timeout=SOON)
        assert ended.result(timeout=SOON).state == state
    rests = end is closed  # everything is handed in and waits for the second look
    assert bool(done.refused) == rests and ServiceSite.objects.get(pk=site.pk).state == (
        "open" if rests else "suspended"
    )


def test_a_plate_that_is_given_back_and_a_batch_wait_for_each_other_in_one_order(
    office, site, crowd, monkeypatch
):
    """The batch was picked before somebody else signed the same."""
    order_on(site, office.actor("district"))
    nights(after(31), 1)
    row, district = the("suspend", site), office.actor("district")
    ready = after((row.earliest_on - NOW.date()).days)
    sign_consequence(row.pk, actor=district, now=ready)
    withdraw_order(row.causes.get().order_id, actor=district, now=ready, note="下达有误。")
    with stopped_holding(monkeypatch) as (holds, may_go_on):
        batch = crowd(lambda: sign_together([picked(row)], actor=district, now=ready))
        assert holds.wait(SOON)
        lifting = crowd(lambda: lift_consequence(row.pk, actor=district, now=ready, note="下达有误。"))
        see_waiting()
        may_go_on.set()
        (done,) = batch.result(timeout=SOON)
        assert lifting.result(timeout=SOON).state == "lifted"
    assert "已签批" in done.refused


def test_what_a_night_opens_and_a_batch_do_not_wait_for_each_other(office, site, crowd, check):
    """One check ends what it found of one site and opens it of another; a batch signs for both meanwhile."""
    later = opened_site(office.tree.primary, "乙站", hours=OFFICE_HOURS)
    with known_check("test_other", title="别的"):
        found_on(site)
        found_on(later, code="test_other")
        nights(NOW, 1)
        nights(after(15), 1)
        rows = list(Consequence.objects.filter(action="rectify").order_by("pk"))
        fails = ServiceSite.objects.filter(pk=later.pk).annotate(
            subject=F("pk"),
            pack_ref=Value(pack_now(site.kind.family).pk),
            began_on=Value(BOTH.date(), output_field=DateField()),
        )
        moved, told = replace(check, failing=lambda day: fails), []
        with held_open(lambda: told.append(reconcile(moved, BOTH.date(), now=BOTH))):
            actor = office.actor("district")
            batch = crowd(lambda: sign_together([picked(row) for row in rows], actor=actor, now=BOTH))
            see_waiting()
        done = {each.key: each.refused for each in batch.result(timeout=SOON)}
    assert (told[0].opened, told[0].closed) == (1, 1)
    assert {row.site_id: bool(done[row.pk]) for row in rows} == {site.pk: True, later.pk: False}


def kept_as_at_the_end_of_a_night(site):
    """What is found is written, and the database has looked whether its site is there: that is held until the end."""
    found_on(site, BOTH, code="test_other")
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_a_night_that_ends_holds_up_no_batch_of_the_same_sites(two, office, crowd):
    """It looks after one site and then after the other: a batch that waited for either could make both wait."""
    with held_open(lambda: kept_as_at_the_end_of_a_night(two[1].site)):
        actor = office.actor("district")
        batch = crowd(lambda: sign_together([picked(row) for row in two], actor=actor, now=BOTH))
        assert [each.refused for each in batch.result(timeout=SOON)] == ["", ""]
        kept_as_at_the_end_of_a_night(two[0].site)


def test_a_night_that_ends_holds_up_no_stickers_of_the_same_sites(two, office, crowd):
    codes, actor = [row.site.code for row in two], office.actor("district")
    with held_open(lambda: kept_as_at_the_end_of_a_night(two[1].site)):
        printing = crowd(lambda: print_stickers(codes, 8, actor=actor, now=BOTH))
        assert printing.result(timeout=SOON).rows == 2
        kept_as_at_the_end_of_a_night(two[0].site)


def test_stickers_and_a_batch_wait_for_each_other_in_one_order(two, office, crowd, monkeypatch):
    """By name the later site comes first; a batch holds the earlier one when it wants the later."""
    ServiceSite.objects.filter(pk=two[0].site_id).update(name="A")
    codes, actor = [row.site.code for row in two], office.actor("district")
    with held_open(
        lambda: list(ServiceSite.objects.select_for_update(no_key=True).filter(pk=two[1].site_id))
    ):
        printing = crowd(lambda: print_stickers(codes, 8, actor=actor, now=BOTH))
        see_waiting()
        list(ServiceSite.objects.select_for_update(no_key=True).filter(pk=two[0].site_id))
    assert printing.result(timeout=SOON).rows == 2


def ready_to_sign(action) -> tuple[list[Consequence], datetime]:
    """All that is announced of a rung, and the first day on which it can be signed."""
    rows = list(Consequence.objects.filter(action=action, state="announced").order_by("pk"))
    return rows, after((max(row.earliest_on for row in rows) - NOW.date()).days)


def test_a_night_that_ends_holds_up_no_batch_that_cancels(site, office, crowd):
    """A case of the same site is begun within the signature, and holds it no more than the signature does."""
    next_year()
    later, district = opened_site(office.tree.primary, "乙站", hours=OFFICE_HOURS), office.actor("district")
    for each in (site, later):
        order_on(each, district)
    nights(after(31), 1)
    plates, hung = ready_to_sign("suspend")
    sign_together([picked(row) for row in plates], actor=district, now=hung)
    nights(hung + timedelta(days=60), 1)
    rows, ready = ready_to_sign("cancel")
    with held_open(lambda: kept_as_at_the_end_of_a_night(rows[1].site)):
        batch = crowd(lambda: sign_together([picked(row) for row in rows], actor=district, now=ready))
        assert [each.refused for each in batch.result(timeout=SOON)] == ["", ""]
        kept_as_at_the_end_of_a_night(rows[0].site)


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
