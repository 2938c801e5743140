"""What follows when somebody posts where he may not? Beyond reach the answer is 404, within reach 403; both are told."""

from __future__ import annotations

from datetime import datetime

from core.actor import Actor
from core.audit import record
from core.workflow import attempt
from inspection.models import Rectification
from inspection.rectifying.policy import ORDERS
from inspection.rectifying.transitions import ORDER


def require_right(order: Rectification, action: str, *, actor: Actor, now: datetime) -> None:
    """Before a form is judged: may the person do this to the order at all? Raises ``NotAllowed``, recorded."""
    with attempt(actor, f"rectification.{action}", order, now=now, label=ORDER.edges[action].label):
        ORDERS.require(actor, action, order)


def note_out_of_reach(number: str, *, actor: Actor, now: datetime) -> None:
    """Record the attempt on an order that exists; a number that nobody has leaves nothing."""
    order = Rectification.objects.select_related("site").filter(number=number).first()
    if order is not None:
        said = "整改通知不在办理范围内。"
        record(
            actor,
            "rectification.reach",
            order,
            now=now,
            label="办理范围外的整改通知",
            note=said,
            outcome="refused",
        )
