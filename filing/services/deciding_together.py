"""Several cases are decided by one act; each stands for itself, and one that is refused holds up no other."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from django.db import transaction

from core.actor import Actor
from core.policy import NotAllowed
from core.workflow import TransitionRefused
from filing.models import Filing
from filing.services.checking import forward_filing, pass_check
from filing.services.deciding import (
    approve_cancellation,
    approve_change,
    approve_filing,
    decide_change,
    sign_filing,
)
from filing.services.recalling import recall_filing
from filing.transitions import RECALLS

SERVICES: dict[str, Callable[..., Filing]] = {
    "pass_check": pass_check,
    "forward": forward_filing,
    "decide_change": decide_change,
    "sign": sign_filing,
    "approve": approve_filing,
    "approve_change": approve_change,
    "approve_cancel": approve_cancellation,
    **{action: partial(recall_filing, action=action) for action in RECALLS},
}


@dataclass(frozen=True)
class Asked:
    """One case, the edge to walk and the revision that was looked at."""

    filing_id: int
    action: str
    seen: int


def decide_together(asked: Sequence[Asked], *, actor: Actor, now: datetime, note: str = "") -> dict[int, str]:
    """Walk each edge in its own savepoint, in the order of keys; gives the reason for each that was refused."""
    refused: dict[int, str] = {}
    with transaction.atomic():
        for each in sorted(asked, key=lambda one: one.filing_id):
            try:
                SERVICES[each.action](each.filing_id, actor=actor, now=now, note=note, seen=each.seen)
            except (NotAllowed, TransitionRefused) as refusal:
                refused[each.filing_id] = refusal.reason
    return refused
