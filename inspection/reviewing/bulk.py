"""Which assessments of a review can be concluded together, and which cannot and why? Preview first; each by its own right and state."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from core.actor import Actor
from inspection.assessing.transitions import ASSESSMENT
from inspection.models import Assessment

#: As many at once as one page shows.
MOST = 50

ACTION = "conclude"


@dataclass(frozen=True)
class Planned:
    """One assessment of the selection: whether it would be concluded, or why not."""

    row: Assessment
    can_be: bool
    reason: str = ""


def plan(actor: Actor, rows: Iterable[Assessment]) -> list[Planned]:
    return [_plan_one(actor, row) for row in rows]


def _plan_one(actor: Actor, row: Assessment) -> Planned:
    offered = {each.edge.action: each.decision for each in ASSESSMENT.actions_for(actor, row)}
    decision = offered.get(ACTION)
    if decision is None:
        return Planned(row, False, f"目前为“{row.state_label}”,不在这一环节。")
    return Planned(row, bool(decision), decision.reason)
