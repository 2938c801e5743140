"""Whom does a conflict keep away from a nomination? Asked in the query, before any role is looked at.

Outranks auditor and administrator: what stands behind a wall is not found, not counted and not named.
"""

from __future__ import annotations

from django.db.models import Q

from core.actor import Actor
from demonstration.models import Conflict


def not_walled(actor: Actor, column: str = "pk") -> Q:
    """Leaves out every nomination that the actor must not see; ``column`` names the nomination's key."""
    if actor.is_system or actor.id is None:
        return Q()
    barred = Conflict.objects.filter(user_id=actor.id).values("nomination_id")
    return ~Q(**{f"{column}__in": barred})
