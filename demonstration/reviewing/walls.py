"""What of a nomination stands behind a wall: its reviews, its self-assessment, its history, messages about it."""

from __future__ import annotations

from django.db.models import Q

from core.actor import Actor
from core.walls import Walled
from demonstration.models import Conflict, Nomination, about_reviews
from demonstration.policy import not_walled


def nominations_seen(actor: Actor) -> Q:
    """Asked by every policy over nominations, whatever its scope says."""
    return not_walled(actor)


def assessments_seen(actor: Actor) -> Q:
    """The self-assessment of a nomination belongs to it; other scores of the site do not."""
    if actor.is_system or actor.id is None:
        return Q()
    barred = Nomination.objects.filter(conflicts__user_id=actor.id, assessment__isnull=False)
    return ~Q(pk__in=barred.values("assessment_id"))


def trail_walls(actor: Actor) -> Walled:
    """Entries about the nomination, about its self-assessment, messages that lead to either."""
    if actor.is_system or actor.id is None:
        return Walled()
    barred = Conflict.objects.filter(user_id=actor.id).order_by()
    rows = sorted(
        set(
            barred.values_list(
                "nomination_id",
                "nomination__number",
                "nomination__assessment_id",
                "nomination__assessment__number",
            )
        ),
        key=str,
    )
    assessments = tuple(str(key) for _, _, key, _ in rows if key)
    return Walled(
        abouts=tuple(about for key, *_ in rows for about in (f"nomination:{key}", about_reviews(key))),
        rows={"inspection.assessment": assessments},
        addresses=tuple(
            [f"/desk/nominations/{number}/" for _, number, _, _ in rows]
            + [f"/desk/inspections/assessments/{number}/" for _, _, _, number in rows if number]
        ),
    )
