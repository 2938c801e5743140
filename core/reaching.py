"""What follows when somebody posts where he may not? Beyond reach the answer is 404, within reach 403; both stand in the trail."""

from __future__ import annotations

from datetime import datetime
from typing import Any, TypeVar

from core.actor import Actor
from core.audit import record
from core.workflow import Machine, WorkflowModel, attempt

M = TypeVar("M", bound=WorkflowModel)


def require(machine: Machine[M], row: M, action: str, *, actor: Actor, now: datetime) -> None:
    """Before a form is judged: may the person do this to the row at all? Raises ``NotAllowed``, recorded."""
    label = machine.edges[action].label if action in machine.edges else ""
    with attempt(actor, f"{machine.name}.{action}", row, now=now, label=label):
        machine.policy.require(actor, action, row)


def note_beyond(row: Any, name: str, called: str, *, actor: Actor, now: datetime) -> None:
    """Record the attempt on a row that exists and lies out of reach; a number that nobody has leaves nothing."""
    if row is not None:
        record(
            actor,
            f"{name}.reach",
            row,
            now=now,
            label=f"办理范围外的{called}",
            note=f"{called}不在办理范围内。",
            outcome="refused",
        )
