"""The three years of the drill, short: a season of a few sites, and a planted fault that it must find."""

from __future__ import annotations

import math
from collections import Counter

import pytest

from inspection.laddering.services import signing
from unionportal.drill.outcome import Broken
from unionportal.drill.season_watch import Reader
from unionportal.drill.seasons import SEED, run_season

pytestmark = [pytest.mark.django_db, pytest.mark.once]

SITES, DAYS = 8, 130


def say(line: str) -> None:
    """Nobody listens."""


def test_in_a_season_nothing_happens_that_was_not_told() -> None:
    counted: Counter[str] = Counter()
    assert run_season(SITES, DAYS, SEED, counted, math.inf, say) == DAYS
    assert counted["提醒"] and counted["告知"] and counted["签批限期整改"] and counted["自动撤下"]


def test_a_signature_without_its_notice_is_found(monkeypatch) -> None:
    monkeypatch.setattr(signing, "_require_day", lambda row, today: None)
    with pytest.raises(Broken, match="告知期内被签批"):
        run_season(SITES, DAYS, SEED, Counter(), math.inf, say)


def test_a_page_that_hid_it_for_a_day_is_found(monkeypatch) -> None:
    read = Reader.read

    def forgetful(self: Reader, day, pages) -> None:
        read(self, day, pages)
        for days in self.seen.values():
            if len(days) == 3:
                days.pop()

    monkeypatch.setattr(Reader, "read", forgetful)
    with pytest.raises(Broken, match="没有显示"):
        run_season(SITES, DAYS, SEED, Counter(), math.inf, say)
