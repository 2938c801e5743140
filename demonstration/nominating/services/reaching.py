"""What follows when somebody posts to a nomination that is not his? The attempt stands in the trail either way."""

from __future__ import annotations

from datetime import datetime

from core.actor import Actor
from core.audit import record
from core.workflow import attempt
from demonstration.models import Nomination
from demonstration.nominating.policy import NOMINATIONS
from demonstration.nominating.transitions import NOMINATION


def require_right(row: Nomination, action: str, *, actor: Actor, now: datetime) -> None:
    """Before a form is judged: may the person do this at all? Raises ``NotAllowed``, recorded."""
    with attempt(actor, f"nomination.{action}", row, now=now, label=NOMINATION.edges[action].label):
        NOMINATIONS.require(actor, action, row)


def note_out_of_reach(number: str, *, actor: Actor, now: datetime) -> None:
    """Record the attempt on a nomination that exists; a number that nobody has leaves nothing."""
    row = Nomination.objects.select_related("site").filter(number=number).first()
    if row is not None:
        record(
            actor,
            "nomination.reach",
            row,
            now=now,
            label="办理范围外的申报",
            note="申报不在办理范围内。",
            outcome="refused",
        )
