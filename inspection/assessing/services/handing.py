"""A column is handed in to the next office, or given back; an assessment is given up."""

from __future__ import annotations

from datetime import datetime

from core.actor import Actor
from core.workflow import Step, TransitionRefused
from inspection.assessing.gaps import word_wanted
from inspection.assessing.selectors import Board, board_of, column_label
from inspection.assessing.stored import outcome_text
from inspection.assessing.telling import tell_next
from inspection.assessing.transitions import ASSESSMENT
from inspection.models import Assessment, Column, ScoreColumn
from rulebook.outcome import Outcome
from sites.text_guard import guarded_text

#: As long as a clerk writes about one gap.
MOST_REMARK = 300


def hand_in_assessment(
    assessment_id: int, *, actor: Actor, now: datetime, seen: int | None = None
) -> Assessment:
    """The own points go to the district. Refused while an item has no answer."""
    with ASSESSMENT.step(assessment_id, "hand_in", actor=actor, now=now, seen=seen) as step:
        _close_column(step, Column.OWN, "", actor, now)
        tell_next(step.row, actor, now)
    return step.row


def review_assessment(
    assessment_id: int, *, remark: str = "", actor: Actor, now: datetime, seen: int | None = None
) -> Assessment:
    """The district's points go to the city; a gap above the limit of the table needs its word."""
    with ASSESSMENT.step(assessment_id, "review", actor=actor, now=now, note=remark, seen=seen) as step:
        _close_column(step, Column.DISTRICT, remark, actor, now)
        tell_next(step.row, actor, now)
    return step.row


def return_own(
    assessment_id: int, *, note: str, actor: Actor, now: datetime, seen: int | None = None
) -> Assessment:
    """Back to whoever filled the first column, with the reason."""
    return _reopen(assessment_id, "return_own", Column.OWN, note, actor, now, seen)


def return_review(
    assessment_id: int, *, note: str, actor: Actor, now: datetime, seen: int | None = None
) -> Assessment:
    """Back to the district, with the reason."""
    return _reopen(assessment_id, "return_review", Column.DISTRICT, note, actor, now, seen)


def void_assessment(
    assessment_id: int, *, note: str, actor: Actor, now: datetime, seen: int | None = None
) -> Assessment:
    """It counts for nothing any more; what was written stays."""
    with ASSESSMENT.step(assessment_id, "void", actor=actor, now=now, note=note, seen=seen) as step:
        return step.row


def written_column(board: Board, column: str, remark: str, actor: Actor, now: datetime) -> ScoreColumn:
    """The column with its outcome, complete, and explained where it has to be. Raises ``TransitionRefused``."""
    outcome = board.outcomes[column]
    refuse_missing(board, outcome)
    wanted = word_wanted(board.rubric, outcome, board.before(column))
    word = guarded_text("差距说明", remark)[:MOST_REMARK]
    if wanted and not word:
        raise TransitionRefused(wanted)
    row = board.columns.get(column) or ScoreColumn(assessment=board.assessment, column=column)
    row.remark = word
    row.handed_in_at, row.handed_in_by, row.handed_in_for = now, actor.name, actor.office
    row.total, row.conclusion, row.outcome = outcome.total, outcome.conclusion.value, outcome_text(outcome)
    return row


def refuse_missing(board: Board, outcome: Outcome) -> None:
    """Raises ``TransitionRefused`` naming every item without an answer."""
    if outcome.missing:
        names = "、".join(f"{code} {board.rubric.title_of(code)}" for code in outcome.missing)
        raise TransitionRefused(f"还有 {len(outcome.missing)} 项没有评分:{names}。请评完后再提交。")


def _close_column(step: Step[Assessment], column: str, remark: str, actor: Actor, now: datetime) -> None:
    board = board_of(step.row, now.date())
    row = written_column(board, column, remark, actor, now)
    row.save()
    step.details.update(column=column, total=row.total, conclusion=row.conclusion)


def _reopen(
    assessment_id: int, action: str, column: str, note: str, actor: Actor, now: datetime, seen: int | None
) -> Assessment:
    with ASSESSMENT.step(assessment_id, action, actor=actor, now=now, note=note, seen=seen) as step:
        step.row.columns.filter(column=column).update(
            handed_in_at=None, handed_in_by="", handed_in_for="", total=None, conclusion="", outcome=""
        )
        step.details["column"] = column_label(step.row.purpose, column)
        tell_next(step.row, actor, now, note)
    return step.row
