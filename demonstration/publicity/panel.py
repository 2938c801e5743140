"""What does the page of a round show of its notice? The way to it, and to posting it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.urls import reverse

from core.actor import Actor
from demonstration.models import PublicityState, Round, RoundState
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
    may_post = row.state == RoundState.NAMED and bool(ROUNDS.decide(actor, "post_more", row))
    added = may_post and notice.state != PublicityState.RUNNING and bool(listed_anew(row))
    leads = bool(ROUNDS.decide(actor, "see_ranking", row))
    return {
        "notice_url": reverse("notice", args=[notice.pk]),
        "lead_url": reverse("round-publicity", args=[row.pk]) if leads else "",
        "further_url": reverse("publicity-post", args=[row.pk]) if added else "",
        "words": until_words(notice, now),
    }
