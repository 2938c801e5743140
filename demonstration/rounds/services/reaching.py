"""What follows when somebody posts to a round that is not his? The attempt stands in the trail either way."""

from __future__ import annotations

from datetime import datetime

from core.actor import Actor
from core.reaching import note_beyond, require
from demonstration.models import Round
from demonstration.rounds.transitions import ROUND


def require_right(row: Round, action: str, *, actor: Actor, now: datetime) -> None:
    """Before a form is judged: may the person do this at all? Raises ``NotAllowed``, recorded."""
    require(ROUND, row, action, actor=actor, now=now)


def note_out_of_reach(key: int, *, actor: Actor, now: datetime) -> None:
    """Record the attempt on a round that exists."""
    row = Round.objects.select_related("issuer").filter(pk=key).first()
    note_beyond(row, "round", "示范评定", actor=actor, now=now)
