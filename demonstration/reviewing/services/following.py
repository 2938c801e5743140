"""What follows for reviewers when a round goes to another stage, and what keeps its list from being locked?"""

from __future__ import annotations

from datetime import datetime

from accounts.models import RoleGrant
from accounts.roles import Role
from accounts.services import change_grant
from core.actor import Actor
from demonstration.models import Review, ReviewerState, ReviewState, Round, RoundState
from demonstration.reviewing.services.conflicts import note_conflicts
from demonstration.reviewing.services.filling import release_reviews
from demonstration.reviewing.services.invited import ends_on
from demonstration.reviewing.services.inviting import end_reviewers

#: The list stands and hangs out, or the round was given up: nobody reviews any more.
_OVER = (RoundState.PUBLICITY, RoundState.NAMED, RoundState.DROPPED)


def follow_stage(round: Round, before: str, actor: Actor, now: datetime) -> None:
    """Conflicts with the review, longer accounts with a longer review, ended accounts with the end."""
    if round.state == RoundState.REVIEW and before != round.state:
        note_conflicts(round, now=now, by=actor)
    if round.state in _OVER:
        _release_all(round, now)
        end_reviewers(round.pk, actor=actor, now=now)
    else:
        _lengthen(round, actor, now)


def what_is_unreviewed(round: Round, action: str) -> list[str]:
    """Before the list is locked every score is in. Says no number: whoever reads it may have to keep away from some."""
    if action != "lock":
        return []
    waits = Review.objects.filter(nomination__round=round, state=ReviewState.OPEN)
    return ["还有评审专家没有提交评分,请催办,或取消不能完成的邀请后再确定名单。"] if waits.exists() else []


def _release_all(round: Round, now: datetime) -> None:
    rows = Review.objects.filter(nomination__round=round, state=ReviewState.OPEN)
    for key in sorted(set(rows.values_list("nomination_id", flat=True))):
        release_reviews(key, now=now)


def _lengthen(round: Round, actor: Actor, now: datetime) -> None:
    """The accounts last as long as the review does."""
    last = ends_on(round)
    people = round.reviewers.filter(state__in=[ReviewerState.INVITED, ReviewerState.SIGNED])
    grants = RoleGrant.objects.filter(
        role=Role.REVIEWER,
        union_id=round.issuer_id,
        user__in=people.values("user_id"),
        valid_until__lt=last,
    )
    for grant in grants.select_related("user", "union"):
        changes = {"有效期至": (str(grant.valid_until), str(last))}
        grant.valid_until = last
        change_grant(grant, changes, actor=actor, now=now)
