"""The drill of replays, small: the same steps as at full size, on a few hundred assessments."""

from __future__ import annotations

import math

import pytest

from unionportal.drill import history
from unionportal.drill.replays import CHECKED, replay_history

pytestmark = pytest.mark.django_db


def test_a_history_under_three_packs_is_worked_out_again_to_the_letter():
    seen = replay_history(120, 3, lambda line: None, families=["women"])
    assert seen.broken == []
    assert seen.counted["与逐步办理相同的评定"] == 3
    assert seen.counted["逐字重算的评分"] > 2 * 240
    assert seen.counted["按新版本重新评定的评分"] > 60
    assert seen.counted["改动后被列出的评定"] == 5


def test_a_replay_without_time_says_what_it_did_not_look_at():
    seen = replay_history(12, 0, lambda line: None, -math.inf, families=["outdoor"])
    assert seen.broken == [] and CHECKED[0] in seen.cut


def test_a_replay_that_sees_nothing_breaks_the_drill(monkeypatch):
    monkeypatch.setattr("inspection.assessing.replay._problem", lambda *of: "")
    (sentence,) = replay_history(12, 0, lambda line: None, families=["outdoor"]).broken
    assert sentence == "改动后列出的是:。"


def test_rows_that_the_services_would_write_otherwise_break_the_drill(monkeypatch):
    monkeypatch.setattr("unionportal.drill.history._columns", columns_without_a_name)
    (sentence,) = replay_history(12, 1, lambda line: None, families=["outdoor"]).broken
    assert "与逐步办理的" in sentence


def columns_without_a_name(office, plan, row, write=history._columns):
    columns = write(office, plan, row)
    for column in columns:
        column.handed_in_by = ""
    return columns
