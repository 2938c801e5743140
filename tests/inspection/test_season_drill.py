"""The three years of the drill, short: a season of a few sites, and planted faults that it must find."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest

from core.registry import LADDER_HANDLERS, Signed
from inspection.laddering.selectors import standing
from inspection.laddering.services import announcing, signing
from unionportal.drill import seasons
from unionportal.drill.outcome import Broken, Outcome
from unionportal.drill.season_watch import Reader
from unionportal.drill.season_world import World
from unionportal.drill.seasons import DAYS, NEEDED, SEED, how_far, run_season

pytestmark = [pytest.mark.django_db, pytest.mark.once]

SITES, FEW_DAYS = 16, 130


def say(line: str) -> None:
    """Nobody listens."""


def lived(days: int = FEW_DAYS, until: float = math.inf) -> Outcome:
    outcome = Outcome(())
    assert run_season(SITES, days, SEED, outcome, until, say) <= days
    return outcome


def test_in_a_season_nothing_happens_that_was_not_told() -> None:
    outcome = lived()
    counted = outcome.counted
    assert counted["提醒"] and counted["告知"] and counted["签批限期整改"] and counted["自动撤下"]
    assert outcome.size == "16 个阵地,130 天"
    assert all(10 <= int(least) <= int(most) for _, _, least, most in outcome.rows)


def test_a_season_that_was_stopped_says_how_far_it_came() -> None:
    assert lived(until=-math.inf).size == ""
    assert how_far(0, DAYS, Counter()) == "1,092 天中过了 0 天"
    assert how_far(DAYS - 1, DAYS, Counter(NEEDED)) == "1,092 天中过了 1,091 天"


def test_three_years_in_which_something_never_happened_show_nothing_of_it() -> None:
    seen = Counter(NEEDED)
    del seen["签批注销备案"]
    assert how_far(DAYS, DAYS, seen) == "从没有发生过、因此没有核对到的事项:签批注销备案"
    assert how_far(DAYS, DAYS, Counter(NEEDED)) == ""


def test_a_signature_without_its_notice_is_found(monkeypatch) -> None:
    monkeypatch.setattr(signing, "_require_day", lambda row, today: None)
    with pytest.raises(Broken, match="告知期内被签批"):
        lived()


def test_a_notice_that_is_a_working_day_short_is_found(monkeypatch) -> None:
    whole = announcing.earliest_after

    def short(*told):
        found = whole(*told)
        return replace(found, date=found.date - timedelta(days=4))

    monkeypatch.setattr(announcing, "earliest_after", short)
    with pytest.raises(Broken, match=r"只告知了 \d 个工作日"):
        lived()


def test_a_page_that_hid_it_for_a_day_is_found(monkeypatch) -> None:
    read = Reader.read

    def forgetful(self: Reader, day, pages, said) -> None:
        read(self, day, pages, said)
        for days in self.seen.values():
            if len(days) == 3:
                days.pop()

    monkeypatch.setattr(Reader, "read", forgetful)
    with pytest.raises(Broken, match="没有显示"):
        lived()


def test_a_page_that_says_nothing_of_what_the_rule_knows_is_found(monkeypatch) -> None:
    monkeypatch.setattr(seasons, "site_panel", lambda *told: {"steps": []})
    with pytest.raises(Broken, match="没有在页面上告知过"):
        lived()


def test_a_page_that_names_another_measure_is_found(monkeypatch) -> None:
    whole = seasons.site_panel

    def wrong(*told):
        panel = whole(*told)
        steps = (
            [replace(step, what=step.what.replace("限期整改", "提醒")) for step in panel["steps"]]
            if panel
            else []
        )
        return {"steps": steps}

    monkeypatch.setattr(seasons, "site_panel", wrong)
    with pytest.raises(Broken, match="没有在页面上告知过"):
        lived()


def test_a_job_that_is_a_day_ahead_of_the_page_is_found(monkeypatch) -> None:
    follow = seasons.follow_ladder
    monkeypatch.setattr(seasons, "follow_ladder", lambda now: follow(now=now + timedelta(days=1)))
    with pytest.raises(Broken, match="告知与页面不一致"):
        lived()


def test_a_rung_that_is_passed_over_is_found(monkeypatch) -> None:
    concerned_by = standing.concerned_by
    monkeypatch.setattr(
        standing,
        "concerned_by",
        lambda *of: {key: rungs - {"suspend"} for key, rungs in concerned_by(*of).items()},
    )
    with pytest.raises(Broken, match="上一级措施没有采取"):
        lived(days=400)


def test_a_plate_that_nobody_signed_away_is_found(monkeypatch) -> None:
    live = World.live

    def rash(self: World, day, now) -> None:
        live(self, day, now)
        if day == seasons.FIRST.date() + timedelta(days=9):
            signed = Signed(self.sites[0], 0, "无人签批", ())
            LADDER_HANDLERS["suspend"].carry_out(signed, self.office.people["district"], now)

    monkeypatch.setattr(World, "live", rash)
    with pytest.raises(Broken, match="暂停挂牌与签批不一致"):
        lived(days=12)
