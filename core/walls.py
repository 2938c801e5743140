"""What stands behind a wall for one person, whatever his role? Apps that know of conflicts say it; everybody obeys.

Asked in the query: what is walled is not found, not counted and not named, neither by an officer nor by an auditor or
an administrator.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from django.db.models import Model, Q

from core.actor import Actor
from core.registry import Registry


@dataclass(frozen=True)
class Walled:
    """``abouts``: things whose whole history is hidden, as the trail calls them ("nomination:5"); messages whose key
    begins so are hidden too. ``rows``: keys of single rows by the label of their model, and addresses that name one.
    """

    abouts: tuple[str, ...] = ()
    rows: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    addresses: tuple[str, ...] = ()


#: Which rows of a model an actor may see: keyed by the label of the model ("inspection.assessment").
ROW_WALLS: Registry[Callable[[Actor], Q]] = Registry("walls before rows")
#: What an actor must not read in the trail and among messages.
TRAIL_WALLS: Registry[Callable[[Actor], Walled]] = Registry("walls before the trail")


def rows_seen(model: type[Model], actor: Actor) -> Q:
    """Rows of the model that no wall hides."""
    wall = ROW_WALLS.get(model._meta.label_lower)
    return wall(actor) if wall else Q()


def entries_seen(actor: Actor) -> Q:
    """Entries of the trail that no wall hides."""
    seen = Q()
    for wall in TRAIL_WALLS:
        hidden = wall(actor)
        if hidden.abouts:
            seen &= ~Q(about__in=hidden.abouts)
        for label, keys in hidden.rows.items():
            if keys:
                seen &= ~Q(target_type=label, target_id__in=keys)
    return seen


def messages_seen(actor: Actor) -> Q:
    """Owed messages that no wall hides: by the beginning of their key, or by the page they lead to."""
    seen = Q()
    for wall in TRAIL_WALLS:
        hidden = wall(actor)
        for about in hidden.abouts:
            seen &= ~Q(key__startswith=f"{about}:")
        for address in hidden.addresses:
            seen &= ~Q(url__startswith=address)
    return seen
