"""What follows when somebody posts to a title or a request that is not his? The attempt stands in the trail either way."""

from __future__ import annotations

from datetime import datetime

from core.actor import Actor
from core.audit import record
from core.workflow import Machine, attempt
from demonstration.models import Appeal, Designation
from demonstration.titles.transitions import APPEAL, TITLE


def require_right(row: Designation, action: str, *, actor: Actor, now: datetime) -> None:
    """Before a form is judged: may the person do this at all? Raises ``NotAllowed``, recorded."""
    _require(TITLE, row, action, actor, now)


def require_right_over_appeal(row: Appeal, action: str, *, actor: Actor, now: datetime) -> None:
    _require(APPEAL, row, action, actor, now)


def _require(
    machine: Machine[Designation] | Machine[Appeal],
    row: Designation | Appeal,
    action: str,
    actor: Actor,
    now: datetime,
) -> None:
    with attempt(actor, f"{machine.name}.{action}", row, now=now, label=machine.edges[action].label):
        machine.policy.require(actor, action, row)  # type: ignore[arg-type]  # each machine with its own rows


def note_out_of_reach(number: str, *, actor: Actor, now: datetime) -> None:
    """Record the attempt on a title or a request that exists."""
    title = Designation.objects.select_related("site").filter(number=number).first()
    row = title or Appeal.objects.select_related("site").filter(number=number).first()
    if row is not None:
        what = "称号" if title else "复核申请"
        record(
            actor,
            "title.reach" if title else "appeal.reach",
            row,
            now=now,
            label=f"办理范围外的{what}",
            note=f"{what}不在办理范围内。",
            outcome="refused",
        )
