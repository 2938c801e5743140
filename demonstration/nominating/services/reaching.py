"""What follows when somebody posts to a nomination that is not his? The attempt stands in the trail either way."""

from __future__ import annotations

from datetime import datetime

from core.actor import Actor
from core.reaching import note_beyond, require
from demonstration.models import Nomination
from demonstration.nominating.transitions import NOMINATION


def require_right(row: Nomination, action: str, *, actor: Actor, now: datetime) -> None:
    """Before a form is judged: may the person do this at all? Raises ``NotAllowed``, recorded."""
    require(NOMINATION, row, action, actor=actor, now=now)


def note_out_of_reach(number: str, *, actor: Actor, now: datetime) -> None:
    """Record the attempt on a nomination that exists."""
    row = Nomination.objects.select_related("site").filter(number=number).first()
    note_beyond(row, "nomination", "申报", actor=actor, now=now)
