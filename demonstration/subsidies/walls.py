"""What of the money stands behind a wall? Lines about a nomination that one must not see, every batch with one, its pool.

Batch and pool too, for their sums would tell what is left out.
"""

from __future__ import annotations

from django.db.models import Q

from core.actor import Actor
from core.walls import Walled
from demonstration.models import Conflict, Subsidy


def _barred(actor: Actor) -> Q:
    rows = Conflict.objects.filter(user_id=actor.id or 0).values("nomination_id")
    return Q(designation__nomination_id__in=rows)


def lines_seen(actor: Actor) -> Q:
    """By key: most lines have no title, and a title may have no nomination."""
    return ~Q(pk__in=Subsidy.objects.filter(_barred(actor)).order_by().values("pk"))


def batches_seen(actor: Actor) -> Q:
    return ~Q(pk__in=Subsidy.objects.filter(_barred(actor)).order_by().values("batch_id"))


def pools_seen(actor: Actor) -> Q:
    return ~Q(pk__in=Subsidy.objects.filter(_barred(actor)).order_by().values("batch__pool_id"))


def trail_walls(actor: Actor) -> Walled:
    """Entries about these lines and batches, messages that lead to them."""
    if actor.is_system or actor.id is None:
        return Walled()
    rows = Subsidy.objects.filter(_barred(actor)).order_by("pk").values_list("pk", "number", "batch_id")
    found = list(rows)
    batches = sorted({batch for _, _, batch in found})
    return Walled(
        abouts=tuple(f"subsidy:{key}" for key, *_ in found),
        rows={"demonstration.subsidybatch": tuple(str(key) for key in batches)},
        addresses=tuple(
            [f"/desk/subsidies/lines/{number}/" for _, number, _ in found]
            + [f"/desk/subsidies/{key}/" for key in batches]
        ),
    )
