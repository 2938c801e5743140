"""What does the page of a round show of its notice? The way to it, and to posting it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.urls import reverse

from core.actor import Actor
from demonstration.models import Publicity, PublicityState, Round, RoundState
from demonstration.publicity.selectors import latest_of, listed_anew
from demonstration.publicity.words import until_words
from demonstration.rounds.policy import ROUNDS


def publicity_panel(actor: Actor, row: Any, now: datetime) -> Mapping[str, Any] | None:
    if not isinstance(row, Round):
        return None
    if row.state == RoundState.LOCKED and ROUNDS.decide(actor, "post", row):
        return {"post_url": reverse("publicity-post", args=[row.pk])}
    if row.state not in (RoundState.PUBLICITY, RoundState.NAMED):
        return None
    notice = latest_of(row)
    if notice is None:
        return None
    leads = bool(ROUNDS.decide(actor, "see_ranking", row))
    return {
        "notice_url": reverse("notice", args=[notice.pk]),
        "lead_url": reverse("round-publicity", args=[row.pk]) if leads else "",
        "further_url": reverse("publicity-post", args=[row.pk]) if _posts_more(actor, row, notice) else "",
        "words": until_words(notice, now),
    }


def _posts_more(actor: Actor, row: Round, notice: Publicity) -> bool:
    """Somebody came to the list after the names were given, and no notice runs."""
    if row.state != RoundState.NAMED or notice.state == PublicityState.RUNNING:
        return False
    return bool(ROUNDS.decide(actor, "post_more", row)) and bool(listed_anew(row))
