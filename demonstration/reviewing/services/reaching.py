"""What follows when somebody posts to what is not his? The attempt stands in the trail either way."""

from __future__ import annotations

from datetime import datetime

from core.actor import Actor
from core.audit import record
from core.policy import Decision, NotAllowed
from core.reaching import require
from core.workflow import attempt
from demonstration.models import Review, Reviewer, Round
from demonstration.reviewing.policy import may_assign, may_lead
from demonstration.reviewing.transitions import REVIEW, REVIEWER


def require_lead(round: Round, action: str, label: str, *, actor: Actor, now: datetime) -> None:
    """Before a form is judged: may the person lead the reviewers of this round? Raises ``NotAllowed``, recorded."""
    with attempt(actor, f"reviewers.{action}", round, now=now, label=label):
        _require(may_assign(actor, round) if action == "assign" else may_lead(actor, round))


def _require(decision: Decision) -> None:
    if not decision:
        raise NotAllowed(decision.reason)


def require_reviewer_right(row: Reviewer, action: str, *, actor: Actor, now: datetime) -> None:
    """The same for an act on one reviewer."""
    require(REVIEWER, row, action, actor=actor, now=now)


def require_review_right(row: Review, action: str, *, actor: Actor, now: datetime) -> None:
    """The same for an act on one review."""
    require(REVIEW, row, action, actor=actor, now=now)


def note_unassigned(key: int, *, actor: Actor, now: datetime) -> None:
    """Record the attempt on a review that exists; a number that nobody has leaves nothing."""
    row = Review.objects.select_related("nomination__round__issuer", "reviewer__user").filter(pk=key).first()
    if row is not None:
        record(
            actor,
            "expert_review.reach",
            row,
            now=now,
            label="不属于本人的评审",
            note="该申报没有分派给此人,或已回避。",
            outcome="refused",
        )
