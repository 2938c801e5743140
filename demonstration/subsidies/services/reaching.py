"""What follows when somebody posts to money that is not his, or without the right? The attempt stands in the trail."""

from __future__ import annotations

from datetime import datetime

from core.actor import Actor
from core.reaching import note_beyond, require
from demonstration.models import Subsidy, SubsidyBatch
from demonstration.subsidies.transitions import BATCH, SUBSIDY


def require_batch(row: SubsidyBatch, action: str, *, actor: Actor, now: datetime) -> None:
    """Before a form is judged: may the person do this at all? Raises ``NotAllowed``, recorded."""
    require(BATCH, row, action, actor=actor, now=now)


def require_line(row: Subsidy, action: str, *, actor: Actor, now: datetime) -> None:
    """Raises ``NotAllowed``, recorded."""
    require(SUBSIDY, row, action, actor=actor, now=now)


def note_batch_out_of_reach(key: int, *, actor: Actor, now: datetime) -> None:
    """Record the attempt on a batch that exists."""
    row = SubsidyBatch.objects.select_related("pool__issuer").filter(pk=key).first()
    note_beyond(row, "subsidy", "补助", actor=actor, now=now)


def note_line_out_of_reach(number: str, *, actor: Actor, now: datetime) -> None:
    """Record the attempt on a line that exists."""
    row = Subsidy.objects.select_related("site").filter(number=number).first()
    note_beyond(row, "subsidy", "补助", actor=actor, now=now)
