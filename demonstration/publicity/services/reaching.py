"""What follows when somebody posts to a notice or an objection that is not his? The attempt stands in the trail either way."""

from __future__ import annotations

from datetime import datetime

from core.actor import Actor
from core.audit import record
from core.workflow import attempt
from demonstration.models import Objection, Publicity
from demonstration.publicity.policy import OBJECTIONS, PUBLICITIES
from demonstration.publicity.transitions import OBJECTION, PUBLICITY


def require_right(row: Publicity, action: str, *, actor: Actor, now: datetime) -> None:
    """Before a form is judged: may the person do this at all? Raises ``NotAllowed``, recorded."""
    with attempt(actor, f"publicity.{action}", row, now=now, label=PUBLICITY.edges[action].label):
        PUBLICITIES.require(actor, action, row)


def require_handling(row: Objection, action: str, *, actor: Actor, now: datetime) -> None:
    """Raises ``NotAllowed``, recorded."""
    with attempt(actor, f"objection.{action}", row, now=now, label=OBJECTION.edges[action].label):
        OBJECTIONS.require(actor, action, row)


def note_out_of_reach(number: str, *, actor: Actor, now: datetime) -> None:
    """Record the attempt on an objection that exists; a number that nobody has leaves nothing."""
    row = Objection.objects.select_related("entry__publicity__round__issuer").filter(number=number).first()
    if row is not None:
        record(
            actor,
            "objection.reach",
            row,
            now=now,
            label="办理范围外的异议",
            note="异议不在办理范围内。",
            outcome="refused",
        )
