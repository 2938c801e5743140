"""What leads an assessment hands it in, opens it again and drops it; see ``inspection.assessing.led``."""

from __future__ import annotations

from datetime import datetime

from core.actor import SYSTEM, Actor
from inspection.assessing.frozen import frozen
from inspection.assessing.selectors import board_of
from inspection.assessing.services.handing import written_column
from inspection.assessing.transitions import ASSESSMENT
from inspection.models import OPEN_STATES, Assessment, Column
from sites.fact_values import Cycle, readings_of
from sites.models import SiteVersion


def hand_in_led(
    assessment_id: int, *, version: SiteVersion | None = None, actor: Actor, now: datetime
) -> Assessment:
    """The own points stand. ``version``: take the facts of the register as they are now, instead of the frozen ones.

    Raises ``TransitionRefused`` naming every item without an answer.
    """
    with ASSESSMENT.step(assessment_id, "go_along", actor=actor, now=now) as step:
        row = step.row
        if version is not None:
            _freeze_anew(row, version, now)
        column = written_column(board_of(row, now.date()), Column.OWN, "", actor, now)
        column.save()
        step.details.update(column=Column.OWN, total=column.total, conclusion=column.conclusion)
    return step.row


def reopen_led(assessment_id: int, *, now: datetime) -> Assessment:
    """The own points are open again, as far as the leader opens them."""
    with ASSESSMENT.step(assessment_id, "reopen", actor=SYSTEM, now=now) as step:
        step.row.columns.filter(column=Column.OWN).update(
            handed_in_at=None, handed_in_by="", handed_in_for="", total=None, conclusion="", outcome=""
        )
    return step.row


def drop_led(assessment_id: int, *, now: datetime) -> None:
    """It ends with what led it; a second call changes nothing."""
    if Assessment.objects.filter(pk=assessment_id, state__in=OPEN_STATES).exists():
        with ASSESSMENT.step(assessment_id, "drop", actor=SYSTEM, now=now):
            pass


def _freeze_anew(row: Assessment, version: SiteVersion, now: datetime) -> None:
    readings = readings_of([version], Cycle(row.cycle_first, row.cycle_last), now.date())
    row.version, row.frozen_at = version, now
    row.facts, row.facilities = frozen(readings[version.pk]), list(version.facilities)
    row.save(update_fields=["version", "facts", "facilities", "frozen_at"])
