"""A day that passed is told to the union that ordered and to the city, once; nothing is decided by it."""

from __future__ import annotations

from datetime import datetime

from core.actor import SYSTEM
from core.workflow import TransitionRefused
from inspection.models import Rectification
from inspection.rectifying.next_steps import lapses_at
from inspection.rectifying.services.telling import tell_city, tell_menders, tell_orderers
from inspection.rectifying.states import RectificationState
from inspection.rectifying.transitions import ORDER


def tell_lapsed_orders(*, now: datetime) -> int:
    """How many were told now; a second run finds nothing new."""
    lapsed = Rectification.objects.filter(
        state=RectificationState.MENDING, lapsed_at=None, due_on__lte=now.date()
    )
    keys = lapsed.order_by("due_on", "pk").values_list("pk", flat=True)
    return sum(_tell(key, now) for key in list(keys))


def _tell(key: int, now: datetime) -> bool:
    order = Rectification.objects.select_related("site").get(pk=key)
    at = lapses_at(order)
    if at is None or now < at:
        return False
    try:
        with ORDER.step(
            key, "lapse", actor=SYSTEM, now=now, seen=order.revision, lapsed_at=now, updated_at=now
        ) as step:
            step.details["due"] = at.isoformat()
            tell_menders(step.row, "整改期限已过,请抓紧完成并提交", SYSTEM, now)
            tell_orderers(step.row, "整改期限已过,阵地还没有提交", SYSTEM, now)
            tell_city(step.row, "整改期限已过,阵地还没有提交", SYSTEM, now)
    except TransitionRefused:  # somebody acted meanwhile: nothing has lapsed any more
        return False
    return True
