"""What follows when somebody posts to an assessment that is not his? The attempt stands in the trail either way."""

from __future__ import annotations

from datetime import datetime

from core.actor import Actor
from core.audit import record
from core.workflow import attempt
from inspection.assessing.policy import ASSESSMENTS
from inspection.assessing.transitions import ASSESSMENT
from inspection.models import Assessment


def require_right(row: Assessment, action: str, *, actor: Actor, now: datetime) -> None:
    """Before a form is judged: may the person do this at all? Raises ``NotAllowed``, recorded."""
    with attempt(actor, f"assessment.{action}", row, now=now, label=ASSESSMENT.edges[action].label):
        ASSESSMENTS.require(actor, action, row)


def note_out_of_reach(number: str, *, actor: Actor, now: datetime) -> None:
    """Record the attempt on an assessment that exists; a number that nobody has leaves nothing."""
    row = Assessment.objects.select_related("site").filter(number=number).first()
    if row is not None:
        record(
            actor,
            "assessment.reach",
            row,
            now=now,
            label="办理范围外的评定",
            note="评定不在办理范围内。",
            outcome="refused",
        )
