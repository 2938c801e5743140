"""What follows when somebody posts to a round that is not his? The attempt stands in the trail either way."""

from __future__ import annotations

from datetime import datetime

from core.actor import Actor
from core.audit import record
from core.workflow import attempt
from demonstration.models import Round
from demonstration.rounds.policy import ROUNDS
from demonstration.rounds.transitions import ROUND


def require_right(row: Round, action: str, *, actor: Actor, now: datetime) -> None:
    """Before a form is judged: may the person do this at all? Raises ``NotAllowed``, recorded."""
    label = ROUND.edges[action].label if action in ROUND.edges else ""
    with attempt(actor, f"round.{action}", row, now=now, label=label):
        ROUNDS.require(actor, action, row)


def note_out_of_reach(key: int, *, actor: Actor, now: datetime) -> None:
    """Record the attempt on a round that exists."""
    row = Round.objects.select_related("issuer").filter(pk=key).first()
    if row is not None:
        record(
            actor,
            "round.reach",
            row,
            now=now,
            label="办理范围外的示范评定",
            note="示范评定不在办理范围内。",
            outcome="refused",
        )
