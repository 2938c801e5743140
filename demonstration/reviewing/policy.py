"""May this actor lead the reviewers of a round, be one of them, or see a review?

The issuing union's officers lead; a reviewer works on what was given to him while the round lets him. A conflict
outranks all of it: the scope of reviews asks the wall before any role.
"""

from __future__ import annotations

from django.db.models import Q

from accounts.reach import grants_of, working_grants
from accounts.roles import Role
from core.actor import Actor
from core.policy import ALLOWED, Decision, Policy, denied, either, system_only
from demonstration.models import Review, Reviewer, ReviewerState, Round
from demonstration.policy import not_walled
from demonstration.rounds.policy import ROUNDS

#: Who may read how a round is reviewed, beside those who lead it.
READERS = (Role.CITY, Role.AUDITOR)


def issued_within(actor: Actor, column: str) -> Q:
    """Rows of rounds whose issuer stands below a grant of the actor; ``column`` names the issuer's path."""
    reach = Q(pk__in=[])
    for grant in working_grants(actor, READERS):
        if grant.union_path:
            reach |= Q(**{f"{column}__startswith": grant.union_path})
    return reach


def may_lead(actor: Actor, row: Round) -> Decision:
    """Invite, remind, enter conflicts."""
    return ROUNDS.decide(actor, "invite", row)


def may_assign(actor: Actor, row: Round) -> Decision:
    """Give nominations to reviewers."""
    return ROUNDS.decide(actor, "assign", row)


def may_see_loads(actor: Actor, row: Round) -> Decision:
    """Who has how many cases: from a gap in them a person who keeps away from one could tell who reviews it."""
    return ROUNDS.decide(actor, "see_loads", row)


def _leads(actor: Actor, row: Reviewer) -> Decision:
    return may_lead(actor, row.round)


def is_reviewer(actor: Actor) -> bool:
    """Holds the role today: the account of a reviewer ends with the round."""
    return bool(grants_of(actor, [Role.REVIEWER]))


def _own(actor: Actor, row: Reviewer) -> Decision:
    if actor.id is not None and actor.id == row.user_id and is_reviewer(actor):
        return ALLOWED
    return denied("此事项由受邀的评审专家本人办理。")


def _own_review(actor: Actor, row: Review) -> Decision:
    return _own(actor, row.reviewer)


def _reviewers_within(actor: Actor) -> Q:
    own = Q(user_id=actor.key) if is_reviewer(actor) else Q(pk__in=[])
    return own | issued_within(actor, "round__issuer__path")


def _reviews_within(actor: Actor) -> Q:
    return own_reviews(actor) | (
        issued_within(actor, "nomination__round__issuer__path") & not_walled(actor, "nomination_id")
    )


def own_reviews(actor: Actor) -> Q:
    """What was given to this person as a reviewer who has signed, and no conflict hides."""
    if not is_reviewer(actor):
        return Q(pk__in=[])
    mine = Q(reviewer__user_id=actor.key, reviewer__state=ReviewerState.SIGNED)
    return mine & not_walled(actor, "nomination_id")


REVIEWERS: Policy[Reviewer] = Policy(
    Reviewer,
    scope=_reviewers_within,
    beside=["round__issuer", "user"],
    rules={
        "renew": _leads,
        "take_back": _leads,
        "reset_factor": _leads,
        "accept": _own,
        "sign": _own,
        "declare": _own,
        "decline": _own,
        "hand_in": _own,
        "end": either(system_only, _leads),
    },
)

REVIEWS: Policy[Review] = Policy(
    Review,
    scope=_reviews_within,
    beside=["nomination__round__issuer", "reviewer__user", "reviewer__round"],
    rules={
        "answer": _own_review,
        "submit": _own_review,
        "recuse": _own_review,
        "bar": system_only,
        "release": system_only,
        "give_again": system_only,
    },
)
