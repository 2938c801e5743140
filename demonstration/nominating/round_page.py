"""What does the page of a round say of its nominations? How many, the way to their list, and where to put a site forward."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.urls import reverse

from accounts.reach import holds
from core.actor import Actor
from demonstration.models import Round, RoundState
from demonstration.nominating.policy import FILLERS
from demonstration.nominating.selectors.lists import overview_of

_UNSEEN = (RoundState.DRAFT, RoundState.DROPPED)


def nominations_of_round(actor: Actor, row: Any, now: datetime) -> Mapping[str, Any] | None:
    """Nothing on a draft; the button for whoever writes nominations somewhere, while the window is open."""
    if not isinstance(row, Round) or row.state in _UNSEEN:
        return None
    count = sum(overview_of(actor, row).counts.values())
    is_open = row.state == RoundState.OPEN and row.opens_at <= now < row.closes_at
    may = is_open and holds(actor, *FILLERS)
    return {
        "count": count,
        "list_url": reverse("nominations", args=[row.pk]),
        "nominate_url": reverse("nominate", args=[row.pk]) if may else "",
    }
