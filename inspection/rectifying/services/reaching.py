"""What follows when somebody posts to an order that is not his? The attempt stands in the trail either way."""

from __future__ import annotations

from datetime import datetime

from core.actor import Actor
from core.reaching import note_beyond, require
from inspection.models import Rectification
from inspection.rectifying.transitions import ORDER


def require_right(row: Rectification, action: str, *, actor: Actor, now: datetime) -> None:
    """Before a form is judged: may the person do this at all? Raises ``NotAllowed``, recorded."""
    require(ORDER, row, action, actor=actor, now=now)


def note_out_of_reach(number: str, *, actor: Actor, now: datetime) -> None:
    """Record the attempt on an order that exists."""
    row = Rectification.objects.select_related("site").filter(number=number).first()
    note_beyond(row, "rectification", "整改通知", actor=actor, now=now)
