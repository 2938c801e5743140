"""Two at the same moment, forced: the second waits for the first, then reads what it did."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from core.actor import SYSTEM
from core.workflow import TransitionRefused
from demonstration.models import PageCheck, Publicity, Round
from demonstration.publicity import services
from demonstration.publicity.selectors import listed
from demonstration.publicity.services import Said
from demonstration.rounds.transitions import ROUND
from rulebook.services import seed_calendars
from tests.demonstration.publicity.scenes import again, entries_of, locked_round, posted, restarted
from tests.factories import NOW, build_office
from tests.filing.test_races import SOON, crowd, held_open, see_waiting
from tests.inspection.boards import open_site
from tests.inspection.reviews import sites_everywhere

__all__ = ["crowd"]

pytestmark = [pytest.mark.pg, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def office():
    seed_calendars(actor=SYSTEM, now=NOW)
    return build_office()


@pytest.fixture
def sites(office):
    return sites_everywhere(office, open_site(office))


def object_to(entry, now):
    return services.lodge_objection(entry.pk, Said("不开放。"), address="203.0.113.1", now=now)


def test_of_two_officers_who_post_one_list_the_second_reads_who_did(office, sites, crowd):
    round = locked_round(office, sites)
    usual = services.notice_for(round, listed(round))

    def post(who):
        return services.post_notice(round.pk, usual, actor=office.actor(who), now=NOW)

    with held_open(lambda: post("city")):
        second = crowd(lambda: post("city2"))
        see_waiting()
    with pytest.raises(TransitionRefused, match="赵强"):
        second.result(timeout=SOON)
    assert Publicity.objects.count() == 1


def test_an_extension_just_before_the_end_is_not_overtaken_by_the_task(office, sites, crowd):
    row = posted(office, sites)
    city = office.actor("city")
    late = row.ends_at - timedelta(seconds=1)
    with held_open(
        lambda: services.extend_notice(row.pk, date(2026, 10, 22), why="补足", actor=city, now=late)
    ):
        task = crowd(lambda: services.end_notices(now=row.ends_at))
        see_waiting()
    assert task.result(timeout=SOON) == 0
    assert again(row).state == "running"


def test_an_objection_while_the_notice_ends_is_told_that_it_ended(office, sites, crowd):
    row = posted(office, sites)
    entry = entries_of(row)[0]
    with held_open(lambda: services.end_notices(now=row.ends_at)):
        late = crowd(lambda: object_to(entry, row.ends_at - timedelta(seconds=1)))
        see_waiting()
    with pytest.raises(TransitionRefused, match="期满"):
        late.result(timeout=SOON)
    assert not again(entry).is_held


def test_two_objections_at_once_have_two_numbers_and_both_hold(office, sites, crowd):
    entry = entries_of(posted(office, sites))[0]
    with held_open(lambda: object_to(entry, NOW)):
        second = crowd(lambda: object_to(entry, NOW))
        see_waiting()
    second.result(timeout=SOON)
    numbers = {each.number for each in entry.objections.all()}
    assert (len(numbers), again(entry).is_held) == (2, True)


def test_names_wait_for_a_restart_and_then_find_a_running_notice(office, sites, crowd):
    row = posted(office, sites)
    services.end_notices(now=row.ends_at)
    city = office.actor("city")

    def name():
        with ROUND.step(row.round_id, "name", actor=city, now=row.ends_at):
            pass

    with held_open(lambda: restarted(again(row), office, row.ends_at)):
        naming = crowd(name)
        see_waiting()
    with pytest.raises(TransitionRefused, match="公示还没有期满"):
        naming.result(timeout=SOON)
    assert Round.objects.get(pk=row.round_id).state == "publicity"


def test_an_objection_by_letter_while_names_are_given_finds_them_given(office, sites, crowd):
    row = posted(office, sites)
    services.end_notices(now=row.ends_at)
    entry, city, said = entries_of(row)[0], office.actor("city"), Said("不开放。")
    come = {"channel": "信函", "received_at": NOW, "actor": city, "now": row.ends_at}

    def name():
        with ROUND.step(row.round_id, "name", actor=city, now=row.ends_at):
            pass

    with held_open(name):
        late = crowd(lambda: services.enter_objection(entry.pk, said, **come))
        see_waiting()
    with pytest.raises(TransitionRefused, match="已经作出命名决定"):
        late.result(timeout=SOON)
    assert not again(entry).is_held


def test_two_looks_at_once_make_one_chain(office, sites, crowd):
    row = posted(office, sites)
    with held_open(lambda: services.look_at(row, now=NOW)):
        second = crowd(lambda: services.look_at(row, now=NOW))
        see_waiting()
    second.result(timeout=SOON)
    first, last = PageCheck.objects.order_by("sequence")
    assert (last.sequence, last.previous) == (2, first.seal)
