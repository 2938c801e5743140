"""What does the office read of reviewers, reviews and conflicts in a round? Never behind its own wall; never writes."""

from __future__ import annotations

from collections import Counter

from django.db.models import Count, Prefetch, QuerySet

from core.actor import Actor
from demonstration.models import (
    LIVE,
    STANDING_REVIEWS,
    Conflict,
    Nomination,
    NominationState,
    Review,
    Reviewer,
    Round,
)
from demonstration.policy import not_walled
from demonstration.reviewing.policy import REVIEWERS, REVIEWS, issued_within


def round_within(actor: Actor, key: int) -> Round | None:
    """A round whose reviewers this person may read."""
    return (
        Round.objects.filter(issued_within(actor, "issuer__path"), pk=key)
        .select_related("issuer", "pack")
        .first()
    )


def reviewers_of(round: Round) -> list[Reviewer]:
    """All of them, whatever became of them, each knowing its round."""
    rows = Reviewer.objects.filter(round=round).select_related("user__home_union", "district").order_by("pk")
    found = list(rows)
    for row in found:
        row.round = round
    return found


def reviewer_within(actor: Actor, key: int) -> Reviewer | None:
    return (
        REVIEWERS.visible_to(actor).filter(pk=key).select_related("user", "round__issuer", "district").first()
    )


def reviews_seen(actor: Actor, round: Round) -> QuerySet[Review]:
    """Reviews of a round that an officer may know of: what stands behind his wall counts nowhere."""
    return REVIEWS.visible_to(actor).filter(nomination__round=round)


def nominations_in_review(actor: Actor, round: Round) -> QuerySet[Nomination]:
    """What is reviewed, as far as this person may know of it."""
    rows = Nomination.objects.filter(not_walled(actor), round=round, state=NominationState.REVIEW)
    standing = Review.objects.filter(state__in=STANDING_REVIEWS)
    return (
        rows.select_related("site", "version__district", "branch")
        .prefetch_related(Prefetch("reviews", queryset=standing, to_attr="standing"))
        .order_by("code")
    )


def nominations_seen(actor: Actor, round: Round) -> QuerySet[Nomination]:
    """What takes part in a round, as far as this person may know of it."""
    rows = Nomination.objects.filter(not_walled(actor), round=round, state__in=LIVE)
    return rows.exclude(state=NominationState.DRAFT).select_related("site").order_by("code")


def conflicts_seen(actor: Actor, round: Round) -> QuerySet[Conflict]:
    """Who keeps away from what; nothing of a nomination from which the reader has to keep away himself."""
    rows = Conflict.objects.filter(not_walled(actor, "nomination_id"), nomination__round=round)
    return rows.select_related("user", "nomination__site").order_by("nomination__code", "user__name", "pk")


def loads_of(actor: Actor, round: Round) -> dict[int, Counter[str]]:
    """Of each reviewer: how many open, submitted and recused cases, without those behind the reader's wall."""
    loads: dict[int, Counter[str]] = {}
    rows = reviews_seen(actor, round).order_by().values_list("reviewer_id", "state")
    for reviewer, state, count in rows.annotate(count=Count("pk")):
        loads.setdefault(reviewer, Counter())[state] += count
    return loads
