"""What does the page of a round show of its reviewers? The ways to them, for whoever leads or reads the review."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.urls import reverse

from core.actor import Actor
from demonstration.models import Round, RoundState
from demonstration.reviewing.policy import may_assign, may_lead
from demonstration.rounds.policy import ROUNDS

_BEFORE = (RoundState.DRAFT, RoundState.DROPPED)


def reviewers_panel(actor: Actor, row: Round, now: datetime) -> Mapping[str, Any] | None:
    if row.state in _BEFORE or not (may_lead(actor, row) or ROUNDS.decide(actor, "see_loads", row)):
        return None
    assigns = row.state == RoundState.REVIEW and may_assign(actor, row)
    return {
        "board_url": reverse("round-reviewers", args=[row.pk]),
        "assign_url": reverse("round-assignment", args=[row.pk]) if assigns else "",
    }
