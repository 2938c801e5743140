"""Which yearly reviews are there, and who may lead one?"""

from __future__ import annotations

from django.db.models import QuerySet

from accounts.models import Union
from accounts.selectors import issuers_within
from core.actor import Actor
from inspection.models import (
    RUNNING,
    ReviewEntry,
    YearlyReview,
)
from inspection.reviewing.policy import REVIEWS
from sites.types import site_types


def reviews_within(actor: Actor) -> QuerySet[YearlyReview]:
    """The latest first."""
    rows = REVIEWS.visible_to(actor).select_related("issuer").defer("issuer__search", "draw", "summary")
    return rows.order_by("-year", "-id")


def review_within(actor: Actor, key: int) -> YearlyReview | None:
    return REVIEWS.visible_to(actor).select_related("issuer").filter(pk=key).first()


def running_reviews() -> QuerySet[YearlyReview]:
    """Announced and not closed, whoever asks: for what runs in the background."""
    return YearlyReview.objects.filter(state__in=RUNNING).select_related("issuer").order_by("pk")


def clashing_with(review: YearlyReview) -> YearlyReview | None:
    """Another running review of the same issuer over one of the types."""
    others = YearlyReview.objects.filter(issuer=review.issuer_id, state__in=RUNNING).exclude(pk=review.pk)
    return next((each for each in others if set(each.site_types) & set(review.site_types)), None)


def issuers_led_by(actor: Actor) -> list[Union]:
    """Issuing unions for which this person may write a review of at least one type."""
    return [union for union in issuers_within(actor) if types_led_by(actor, union)]


def types_led_by(actor: Actor, issuer: Union) -> list[str]:
    """Types over which this person may lead a review of this union."""
    return [
        kind.code
        for kind in site_types()
        if REVIEWS.decide(actor, "write", YearlyReview(issuer=issuer, site_types=[kind.code]))
    ]


def drawn_reviews() -> QuerySet[YearlyReview]:
    """Every review whose spot check was drawn, for a replay."""
    return YearlyReview.objects.filter(drawn_at__isnull=False).order_by("pk")


def drawn_numbers(review: YearlyReview) -> set[str]:
    entries = ReviewEntry.objects.filter(review=review, is_drawn=True)
    return {str(number) for number in entries.values_list("assessment__number", flat=True)}
