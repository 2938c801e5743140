"""The glossary holds every model and every state, so that one thing keeps one word."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.apps import apps

from demonstration.models import (
    AppealState,
    BatchState,
    DesignationState,
    NominationState,
    ObjectionState,
    PublicityState,
    ReviewerState,
    ReviewState,
    RoundState,
    SubsidyState,
)
from filing.states import FilingState
from inspection.laddering.states import ConsequenceState
from inspection.models import AssessmentState, Verdict
from inspection.rectifying.states import RectificationState
from inspection.reporting.states import ReportState
from inspection.spot_checks.states import SpotCheckState
from rulebook.choices import PackState, RecordState
from sites.vocabulary import SiteState

GLOSSARY = (Path(__file__).parents[2] / "docs" / "glossary.md").read_text(encoding="utf-8")
ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in GLOSSARY.splitlines()
    if line.startswith("| ")
]
ENGLISH = {word.strip() for row in ROWS for word in re.split(r"[,(]", row[0])}
CHINESE = {word.strip() for row in ROWS for word in re.split(r"[,,、()()]", row[1])}

OURS = ("core", "accounts", "rulebook", "service_sites", "inspection", "filing", "demonstration")
MODELS = sorted({model.__name__ for label in OURS for model in apps.get_app_config(label).get_models()})
STATES = [
    (state.value, str(state.label))
    for states in (
        AppealState,
        AssessmentState,
        BatchState,
        ConsequenceState,
        DesignationState,
        FilingState,
        NominationState,
        ObjectionState,
        PackState,
        PublicityState,
        RecordState,
        RectificationState,
        ReportState,
        ReviewState,
        ReviewerState,
        RoundState,
        SiteState,
        SpotCheckState,
        SubsidyState,
        Verdict,
    )
    for state in states
]


@pytest.mark.parametrize("name", MODELS)
def test_every_model_has_its_word(name: str) -> None:
    assert name in ENGLISH


@pytest.mark.parametrize(("code", "label"), STATES)
def test_every_state_has_its_word(code: str, label: str) -> None:
    assert {label, label.partition("(")[0]} & CHINESE, f"{code} {label} is missing from the glossary"
