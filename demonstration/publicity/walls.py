"""What of an objection stands behind a wall: itself, its history, messages about it."""

from __future__ import annotations

from django.db.models import Q

from core.actor import Actor
from core.walls import Walled
from demonstration.models import Objection
from demonstration.policy import not_walled


def objections_seen(actor: Actor) -> Q:
    """Asked by the policy, whatever its scope says."""
    return not_walled(actor, "entry__nomination_id")


def objection_walls(actor: Actor) -> Walled:
    """Of nominations that the actor must not see."""
    if actor.is_system or actor.id is None:
        return Walled()
    rows = Objection.objects.filter(entry__nomination__conflicts__user_id=actor.id).order_by("pk")
    found = list(rows.values_list("pk", "number"))
    return Walled(
        abouts=tuple(f"objection:{key}" for key, _ in found),
        addresses=tuple(f"/desk/objections/{number}/" for _, number in found),
    )
