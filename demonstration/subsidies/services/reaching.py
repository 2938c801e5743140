"""What follows when somebody posts to money that is not his, or without the right? The attempt stands in the trail."""

from __future__ import annotations

from datetime import datetime

from core.actor import Actor
from core.audit import record
from core.workflow import attempt
from demonstration.models import Subsidy, SubsidyBatch
from demonstration.subsidies.policy import BATCHES, SUBSIDIES
from demonstration.subsidies.transitions import BATCH, SUBSIDY


def require_batch(row: SubsidyBatch, action: str, *, actor: Actor, now: datetime) -> None:
    """Before a form is judged: may the person do this at all? Raises ``NotAllowed``, recorded."""
    label = BATCH.edges[action].label if action in BATCH.edges else ""
    with attempt(actor, f"subsidy_batch.{action}", row, now=now, label=label):
        BATCHES.require(actor, action, row)


def require_line(row: Subsidy, action: str, *, actor: Actor, now: datetime) -> None:
    with attempt(actor, f"subsidy.{action}", row, now=now, label=SUBSIDY.edges[action].label):
        SUBSIDIES.require(actor, action, row)


def note_batch_out_of_reach(key: int, *, actor: Actor, now: datetime) -> None:
    """Record the attempt on a batch that exists."""
    _note(SubsidyBatch.objects.select_related("pool__issuer").filter(pk=key).first(), actor, now)


def note_line_out_of_reach(number: str, *, actor: Actor, now: datetime) -> None:
    """Record the attempt on a line that exists."""
    _note(Subsidy.objects.select_related("site").filter(number=number).first(), actor, now)


def _note(row: SubsidyBatch | Subsidy | None, actor: Actor, now: datetime) -> None:
    if row is not None:
        record(
            actor,
            "subsidy.reach",
            row,
            now=now,
            label="办理范围外的补助",
            note="补助不在办理范围内。",
            outcome="refused",
        )
