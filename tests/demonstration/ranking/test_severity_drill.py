"""The simulated panels, few: the full numbers stand in docs/measurements/drill-severity.md."""

from __future__ import annotations

import math
from random import Random

import pytest

from demonstration.ranking import rank_intervals, severity
from demonstration.ranking.panels import NotEnough, Shortage
from unionportal.drill import severity as simulated
from unionportal.drill.outcome import Outcome
from unionportal.drill.panels import thinned


@pytest.fixture
def few(monkeypatch):
    """Two designs, and fewer draws; gives a run of so many panels of each."""
    monkeypatch.setattr(simulated, "DESIGNS", (simulated.DESIGNS[0], simulated.DESIGNS[4]))
    monkeypatch.setattr(rank_intervals.rank_intervals, "__kwdefaults__", {**DEFAULTS, "draws": 200})
    return lambda size: simulated.drill(size, lambda line: None, math.inf)


DEFAULTS = dict(rank_intervals.rank_intervals.__kwdefaults__ or {})


def test_on_few_panels_everything_holds(few):
    outcome = few(12)
    assert outcome.broken == []
    assert [row[0] for row in outcome.rows] == [design.words for design in simulated.DESIGNS]
    assert outcome.counted["全部互评、次序和分数不变的模拟"] == 12


def test_intervals_that_are_too_sure_are_found_out(few, monkeypatch):
    monkeypatch.setattr(severity, "SURE", 0.8)
    monkeypatch.setattr(rank_intervals, "KEPT", 0.7)
    broken = few(6).broken
    assert any("分数区间" in each for each in broken) and any("名次区间" in each for each in broken)


def test_time_that_is_over_is_told():
    outcome = simulated.drill(1, lambda line: None, -math.inf)
    assert all(design.words in outcome.cut for design in simulated.DESIGNS) and outcome.rows == []


@pytest.mark.parametrize("kind", Shortage)
def test_what_is_made_too_thin_is_refused(kind):
    found = severity.judge_severity(thinned(kind, Random(1)))
    assert isinstance(found, NotEnough) and kind in {short.what for short in found.short}


def test_an_outcome_starts_without_faults():
    assert Outcome(simulated.CHECKED).broken == []
