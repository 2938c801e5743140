"""In which districts does what somebody sees stand? For filters."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q

from accounts.models import District
from core.actor import Actor
from sites.policy import SITES


def districts_within(actor: Actor) -> dict[str, str]:
    """Code and name of the districts that unions at or below the actor's own govern, and where his sites stand.

    A branch may manage a site elsewhere, and some branches govern no district at all.
    """
    grants = [grant for grant in actor.grants if grant.union_path]
    within = Q(pk__in=[grant.district_id for grant in grants if grant.district_id])
    for path in sorted({grant.union_path for grant in grants}):
        within |= Q(governing_union__path__startswith=path)
    if any(_is_root(grant.union_path) for grant in grants):
        there = SITES.visible_to(actor).filter(district=OuterRef("pk")).order_by()
        within |= Q(Exists(there), governing_union=None)
    else:
        within |= Q(pk__in=SITES.visible_to(actor).order_by().values("district"))
    return dict(District.objects.filter(within).order_by("code").values_list("code", "name"))


def _is_root(path: str) -> bool:
    """The union of a whole tree: nearly all that stands below it stands in a district that one of its unions governs."""
    return path.count(".") == 1
