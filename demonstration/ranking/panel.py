"""What does the page of a round show of its order? The way to it, for whoever may see it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.urls import reverse

from core.actor import Actor
from demonstration.models import Round, RoundState
from demonstration.rounds.policy import ROUNDS


def ranking_panel(actor: Actor, row: Any, now: datetime) -> Mapping[str, Any] | None:
    if not isinstance(row, Round) or row.state not in (
        RoundState.REVIEW,
        RoundState.LOCKED,
        RoundState.PUBLICITY,
        RoundState.NAMED,
    ):
        return None
    if not ROUNDS.decide(actor, "see_ranking", row):
        return None
    may_lock = row.state == RoundState.REVIEW and ROUNDS.decide(actor, "lock", row)
    return {
        "ranking_url": reverse("round-ranking", args=[row.pk]),
        "lock_url": reverse("round-lock", args=[row.pk]) if may_lock else "",
        "list_url": reverse("round-list", args=[row.pk]) if row.list_digest else "",
    }
