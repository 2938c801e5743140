"""Who is this user, as an actor? Grants are read afresh for each request, so a taken role ends at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date

from django.db.models import Q

from accounts.models import RoleGrant, User
from accounts.reach import Grant
from core.actor import NOBODY, Actor
from core.registry import Registry

#: Apps above add grants of their own kind (a keeper's single sites); keyed by app.
MORE_GRANTS: Registry[Callable[[int], Iterable[Grant]]] = Registry("more grants")


def grant_of(row: RoleGrant) -> Grant:
    return Grant(
        role=row.role,
        union_path=row.union.path or "",
        district_id=row.union.governs_id,
        site_types=frozenset(row.site_types),
        can_people=row.can_people,
        can_data=row.can_data,
        can_export=row.can_export,
        can_decide=row.can_decide,
    )


def actor_for(user: User, *, today: date) -> Actor:
    """The actor behind a signed-in user; two queries plus one per app that adds grants."""
    if not user.is_active or user.pk is None:
        return NOBODY
    valid = Q(valid_until=None) | Q(valid_until__gte=today)
    rows = user.role_grants.filter(valid, union__is_active=True).select_related("union").order_by("pk")
    more = [grant for contribute in MORE_GRANTS for grant in contribute(user.pk)]
    home = user.home_union
    return Actor(
        id=user.pk,
        name=user.name or user.username,
        office=home.name if home else "",
        path=(home.path or "") if home else "",
        grants=(*(grant_of(row) for row in rows), *more),
    )
