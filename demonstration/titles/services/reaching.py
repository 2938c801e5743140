"""What follows when somebody posts to a title or a request that is not his? The attempt stands in the trail either way."""

from __future__ import annotations

from datetime import datetime

from core.actor import Actor
from core.reaching import note_beyond, require
from demonstration.models import Appeal, Designation
from demonstration.titles.transitions import APPEAL, TITLE


def require_right(row: Designation, action: str, *, actor: Actor, now: datetime) -> None:
    """Before a form is judged: may the person do this at all? Raises ``NotAllowed``, recorded."""
    require(TITLE, row, action, actor=actor, now=now)


def require_right_over_appeal(row: Appeal, action: str, *, actor: Actor, now: datetime) -> None:
    """Raises ``NotAllowed``, recorded."""
    require(APPEAL, row, action, actor=actor, now=now)


def note_out_of_reach(number: str, *, actor: Actor, now: datetime) -> None:
    """Record the attempt on a title or a request that exists."""
    title = Designation.objects.select_related("site").filter(number=number).first()
    note_beyond(title, "title", "称号", actor=actor, now=now)
    if title is None:
        appeal = Appeal.objects.select_related("site").filter(number=number).first()
        note_beyond(appeal, "appeal", "复核申请", actor=actor, now=now)
