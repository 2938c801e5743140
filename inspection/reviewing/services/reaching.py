"""What follows when somebody posts to a review that is not his? The attempt stands in the trail either way."""

from __future__ import annotations

from datetime import datetime

from core.actor import Actor
from core.audit import record
from core.workflow import attempt
from inspection.models import YearlyReview
from inspection.reviewing.policy import REVIEWS
from inspection.reviewing.transitions import REVIEW


def require_right(row: YearlyReview, action: str, *, actor: Actor, now: datetime) -> None:
    """Before a form is judged: may the person do this at all? Raises ``NotAllowed``, recorded."""
    with attempt(actor, f"review.{action}", row, now=now, label=REVIEW.edges[action].label):
        REVIEWS.require(actor, action, row)


def note_out_of_reach(key: int, *, actor: Actor, now: datetime) -> None:
    """Record the attempt on a review that exists."""
    row = YearlyReview.objects.select_related("issuer").filter(pk=key).first()
    if row is not None:
        record(
            actor,
            "review.reach",
            row,
            now=now,
            label="办理范围外的年度复核",
            note="年度复核不在办理范围内。",
            outcome="refused",
        )
