"""What of a request to look again stands behind a wall: the request, its history, messages that lead to it."""

from __future__ import annotations

from django.db.models import Q

from core.actor import Actor
from core.walls import Walled
from demonstration.models import Appeal
from demonstration.policy import not_walled


def appeals_seen(actor: Actor) -> Q:
    """About the nomination itself, or about the title that came of it."""
    return not_walled(actor, "nomination_id") & not_walled(actor, "event__designation__nomination_id")


def appeal_trail_walls(actor: Actor) -> Walled:
    if actor.is_system or actor.id is None:
        return Walled()
    barred = Q(nomination__conflicts__user_id=actor.id) | Q(
        event__designation__nomination__conflicts__user_id=actor.id
    )
    rows = sorted(set(Appeal.objects.filter(barred).order_by().values_list("pk", "number")))
    return Walled(
        abouts=tuple(f"appeal:{key}" for key, _ in rows),
        addresses=tuple(f"/desk/titles/appeals/{number}/" for _, number in rows),
    )
