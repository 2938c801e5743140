"""The drill where a title is at stake: from the suspended plate to the cancelled filing, and planted faults that it must find."""

from __future__ import annotations

import copy
import random
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import timedelta
from itertools import chain
from typing import Any

import pytest
from django.db import transaction

from core.policy import ALLOWED
from core.registry import CHECKS, LADDER_HANDLERS, NextStep
from demonstration.models import Designation
from demonstration.rounds.selectors import candidates
from demonstration.titles.policy import TITLES
from demonstration.titles.services import changing
from demonstration.titles.views import showing
from inspection.laddering.policy import SIGNERS
from inspection.laddering.selectors import standing
from inspection.laddering.services import following, signing
from inspection.models import Consequence, Rectification
from unionportal.drill import season_world, seasons
from unionportal.drill.outcome import Broken
from unionportal.drill.season_rungs import require_nothing_else
from unionportal.drill.season_titles import KEPT, TAKEN, decide_title
from unionportal.drill.season_world import CODE, World
from unionportal.drill.seasons import FIRST, Season, begin_season

pytestmark = [pytest.mark.django_db, pytest.mark.once]

#: The first holds a title.
SITES = 2
#: The days of their notices, as far as all tests share them: order, plate, most of that of the title. Nobody need look
#: between them, for nothing is announced there.
SHARED = (range(1), range(15, 31), range(61, 76), range(105, 118))
#: The title is signed away on the first of these days; a meeting takes it on the next.
TO_SIGN, TO_MEET = range(118, 121), range(118, 123)
#: The notices of a cancellation: for whoever holds no title; counted from a proposal; from the meeting.
WITHOUT, TOO_EARLY, TO_CANCEL = range(135, 151), range(165, 182), range(181, 198)


class Steady(random.Random):
    """Nobody objects, who may sign signs at once, the meeting is on the next day and takes the title."""

    def random(self) -> float:
        return 0.05


@pytest.fixture(scope="module")
def until_then(django_db_setup: None, django_db_blocker: Any) -> Iterator[Season]:
    """Lived once for the module; each test goes on from there in a savepoint of its own."""
    with django_db_blocker.unblock(), transaction.atomic():
        season = begin_season(SITES, Steady(), Counter())
        season.world.care = dict.fromkeys(season.world.sites, 0.0)
        season.world.failing = dict.fromkeys(season.world.sites, FIRST.date())
        live(season, chain(*SHARED))
        yield season
        transaction.set_rollback(True)


@pytest.fixture
def season(until_then: Season, db: None) -> Season:
    return copy.deepcopy(until_then)


def live(season: Season, days: Iterable[int]) -> Counter[str]:
    with CHECKS.known(CODE, season.check):
        for number in days:
            season.day(number)
    return season.world.counted


def test_a_title_is_taken_by_a_meeting_after_a_signature_and_the_filing_is_cancelled_after_that(season):
    counted = live(season, chain(TO_MEET, TO_CANCEL))
    assert counted["签批取消示范阵地资格并摘牌"] == counted[TAKEN] == counted["摘牌后签批注销备案"] == 1
    assert counted["区(市)总工会签批取消资格被拒绝"] and counted["提前签批被拒绝"]
    assert counted["间隔期内不能申报"] > 1 and counted["间隔期满可再申报"]
    assert set(season.shown) == {"限期整改", "暂停挂牌", "取消示范阵地资格并摘牌", "注销备案"}
    require_nothing_else()


def test_a_title_that_a_meeting_keeps_is_not_lost(season, monkeypatch):
    keep = lambda office, number, *, keeps, now: decide_title(office, number, keeps=True, now=now)  # noqa: E731
    monkeypatch.setattr(season_world, "decide_title", keep)
    assert live(season, TO_MEET)[KEPT] == 1
    assert Designation.objects.get().state == "valid"
    assert not season.titles.lost


@pytest.fixture
def put_off(season, monkeypatch):
    """The title is signed away, no meeting was held yet, and the order behind it is taken back."""
    monkeypatch.setattr(season_world, "decide_title", lambda *told, **more: "会议推迟")
    live(season, TO_MEET)
    assert Consequence.objects.get(action="revoke").state == "signed"
    Rectification.objects.update(state="withdrawn")
    return season


def test_a_proposal_whose_order_is_over_falls_as_the_page_of_the_title_said(put_off):
    assert live(put_off, [TO_MEET[-1] + 1])["整改了结,撤下取消资格"] == 1
    assert Consequence.objects.get(action="revoke").state == "dropped"


def test_a_proposal_that_was_to_fall_and_stays_is_found(put_off, monkeypatch):
    monkeypatch.setattr(following, "drop_idle_proposals", lambda *, now: 0)
    with pytest.raises(Broken, match="写明将撤下的取消资格没有撤下"):
        live(put_off, [TO_MEET[-1] + 1])


def test_a_page_of_the_title_that_hides_the_fall_is_found(put_off, monkeypatch):
    monkeypatch.setattr(showing, "IDLE", showing.WAITS)
    with pytest.raises(Broken, match="没有写明将撤下"):
        live(put_off, [TO_MEET[-1] + 1])


def test_a_page_of_the_title_that_says_nothing_of_it_is_found(season, monkeypatch):
    monkeypatch.setattr(showing, "steps_for", lambda *of: [])
    with pytest.raises(Broken, match=r"称号页面.*没有显示"):
        live(season, TO_MEET)


def test_a_page_of_the_title_that_hides_the_signature_is_found(season, monkeypatch):
    monkeypatch.setattr(showing, "led_to", lambda *of: Consequence.objects.none())
    with pytest.raises(Broken, match="没有写明等待会议研究"):
        live(season, TO_MEET)


def test_a_title_that_is_signed_away_early_is_found(season, monkeypatch):
    monkeypatch.setattr(signing, "_require_day", lambda row, today: None)
    with pytest.raises(Broken, match="告知期内被签批"):
        live(season, TO_SIGN)


def test_a_branch_that_signs_a_title_away_is_found(season, monkeypatch):
    """Two rights stand in the way: that to sign the rung, and that to take the title."""
    monkeypatch.setitem(SIGNERS, "revoke", ("district", "city"))
    monkeypatch.setitem(TITLES.rules, "revoke", lambda actor, row: ALLOWED)
    with pytest.raises(Broken, match=r"由区.*签批"):
        live(season, TO_MEET)


def test_a_title_that_is_taken_without_a_signature_is_found(season, monkeypatch):
    whole = World.live

    def rash(self: World, day, now) -> None:
        whole(self, day, now)
        decide_title(self.office, Designation.objects.get().number, keeps=False, now=now)

    monkeypatch.setattr(World, "live", rash)
    with pytest.raises(Broken, match="没有告知期满后的签批"):
        live(season, TO_SIGN)


def test_a_title_that_is_taken_without_a_meeting_is_found(season, monkeypatch):
    monkeypatch.setattr(changing, "_meeting", lambda *of: None)
    with pytest.raises(Broken, match="没有会议依据"):
        live(season, TO_MEET)


def test_a_page_that_does_not_say_that_the_title_is_gone_is_found(season, monkeypatch):
    monkeypatch.setattr(showing, "step_of", lambda row: NextStep("没有后续事项"))
    with pytest.raises(Broken, match="没有写明已取消"):
        live(season, TO_MEET)


def test_a_title_that_lapses_before_its_term_is_found(season, monkeypatch):
    keys = list(Designation.objects.values_list("pk", flat=True))
    monkeypatch.setattr(seasons, "due_to_lapse", lambda today: keys)
    monkeypatch.setattr(changing, "ends_on", lambda row: row.valid_from)
    with pytest.raises(Broken, match="提前终止"):
        live(season, TO_SIGN)


def test_a_site_that_may_come_again_at_once_is_found(season, monkeypatch):
    monkeypatch.setattr(candidates, "cooling_of", lambda round: lambda revoked_on: None)
    with pytest.raises(Broken, match="间隔期内没有被拒绝"):
        live(season, TO_MEET)


def test_a_site_that_is_kept_out_for_too_long_is_found(season, monkeypatch):
    whole = candidates.cooling_of
    longer = lambda round: lambda day: whole(round)(day + timedelta(days=1))  # noqa: E731
    monkeypatch.setattr(candidates, "cooling_of", longer)
    with pytest.raises(Broken, match="间隔期已满仍被拒绝"):
        live(season, TO_MEET)


def passed_over(monkeypatch, rung: str) -> None:
    """No site is concerned by it."""
    whole = standing.concerned_by
    monkeypatch.setattr(
        standing, "concerned_by", lambda *of: {key: rungs - {rung} for key, rungs in whole(*of).items()}
    )


def test_a_title_that_is_taken_past_the_plate_is_found(season, monkeypatch):
    Consequence.objects.filter(action="suspend").update(state="dropped")
    passed_over(monkeypatch, "suspend")
    with pytest.raises(Broken, match=r"取消示范阵地资格.*上一级措施没有采取"):
        live(season, TO_SIGN)


def test_a_filing_that_is_cancelled_past_a_title_is_found(season, monkeypatch):
    passed_over(monkeypatch, "revoke")
    with pytest.raises(Broken, match=r"注销备案.*阵地还有在有效期内的称号"):
        live(season, WITHOUT)


def test_a_filing_that_is_cancelled_before_the_meeting_is_found(season, monkeypatch):
    monkeypatch.setattr(season_world, "decide_title", lambda *told, **more: "会议推迟")
    monkeypatch.setattr(standing, "AT_MEETING", "")
    note = standing._note

    def hasty(told, row) -> None:
        note(told, row)
        if row.action == "revoke":
            told.taken["revoke"] = row.announced_on

    monkeypatch.setattr(standing, "_note", hasty)
    with pytest.raises(Broken, match=r"注销备案.*阵地还有在有效期内的称号"):
        live(season, chain(TO_MEET, TOO_EARLY))


def test_a_title_that_is_proposed_to_be_taken_where_there_is_none_is_found(season, monkeypatch):
    revoke = replace(LADDER_HANDLERS["revoke"], concerns=lambda keys, today: set(keys))
    monkeypatch.setitem(LADDER_HANDLERS._items, "revoke", revoke)
    with pytest.raises(Broken, match="没有称号的阵地被告知取消资格"):
        live(season, TO_SIGN)
