"""What follows when somebody posts to a notice or an objection that is not his? The attempt stands in the trail either way."""

from __future__ import annotations

from datetime import datetime

from core.actor import Actor
from core.reaching import note_beyond, require
from demonstration.models import Objection, Publicity
from demonstration.publicity.transitions import OBJECTION, PUBLICITY


def require_right(row: Publicity, action: str, *, actor: Actor, now: datetime) -> None:
    """Before a form is judged: may the person do this at all? Raises ``NotAllowed``, recorded."""
    require(PUBLICITY, row, action, actor=actor, now=now)


def require_handling(row: Objection, action: str, *, actor: Actor, now: datetime) -> None:
    """Raises ``NotAllowed``, recorded."""
    require(OBJECTION, row, action, actor=actor, now=now)


def note_out_of_reach(number: str, *, actor: Actor, now: datetime) -> None:
    """Record the attempt on an objection that exists."""
    row = Objection.objects.select_related("entry__publicity__round__issuer").filter(number=number).first()
    note_beyond(row, "objection", "异议", actor=actor, now=now)
