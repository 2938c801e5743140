"""What follows when somebody posts where he may not? Beyond reach the answer is 404, within reach 403; both are told."""

from __future__ import annotations

from datetime import datetime

from core.actor import Actor
from core.audit import record
from core.workflow import attempt
from inspection.laddering.policy import CONSEQUENCES
from inspection.laddering.transitions import CONSEQUENCE
from inspection.models import Consequence


def require_right(row: Consequence, action: str, *, actor: Actor, now: datetime) -> None:
    """Before a form is judged: may the person do this at all? Raises ``NotAllowed``, recorded."""
    with attempt(actor, f"consequence.{action}", row, now=now, label=CONSEQUENCE.edges[action].label):
        CONSEQUENCES.require(actor, action, row)


def note_out_of_reach(key: int, *, actor: Actor, now: datetime) -> None:
    """Record the attempt on one that exists; a key that nobody has leaves nothing."""
    row = Consequence.objects.select_related("site").filter(pk=key).first()
    if row is not None:
        said = "处置措施不在办理范围内。"
        record(
            actor,
            "consequence.reach",
            row,
            now=now,
            label="办理范围外的处置措施",
            note=said,
            outcome="refused",
        )
