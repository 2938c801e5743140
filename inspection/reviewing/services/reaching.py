"""What follows when somebody posts to a review that is not his? The attempt stands in the trail either way."""

from __future__ import annotations

from datetime import datetime

from core.actor import Actor
from core.reaching import note_beyond, require
from inspection.models import YearlyReview
from inspection.reviewing.transitions import REVIEW


def require_right(row: YearlyReview, action: str, *, actor: Actor, now: datetime) -> None:
    """Before a form is judged: may the person do this at all? Raises ``NotAllowed``, recorded."""
    require(REVIEW, row, action, actor=actor, now=now)


def note_out_of_reach(key: int, *, actor: Actor, now: datetime) -> None:
    """Record the attempt on a review that exists."""
    row = YearlyReview.objects.select_related("issuer").filter(pk=key).first()
    note_beyond(row, "review", "年度复核", actor=actor, now=now)
