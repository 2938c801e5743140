"""The last word on an assessment: by the city, or by whoever accepted a site at its door."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

from core.actor import Actor
from core.workflow import Step
from inspection.assessing.selectors import Board, board_of
from inspection.assessing.services.handing import written_column
from inspection.assessing.telling import tell_next
from inspection.assessing.transitions import ASSESSMENT
from inspection.models import Assessment, Column, ScoreColumn
from rulebook.outcome import Conclusion


def conclude_assessment(
    assessment_id: int, *, remark: str = "", actor: Actor, now: datetime, seen: int | None = None
) -> Assessment:
    """The city's own points, or the district's where the city gave none."""

    def last(board: Board) -> str:
        return Column.CITY if board.answers.get(Column.CITY) else Column.DISTRICT

    with _concluded(assessment_id, "conclude", last, remark, actor, now, seen) as step:
        tell_next(step.row, actor, now)
    return step.row


def accept_assessment(assessment_id: int, *, remark: str = "", actor: Actor, now: datetime) -> Conclusion:
    """What the people at the door scored; the conclusion decides the case. Called within the step of the case."""
    with _concluded(assessment_id, "accept", lambda board: Column.DISTRICT, remark, actor, now, None) as step:
        return Conclusion(step.row.conclusion)


@contextmanager
def _concluded(
    assessment_id: int,
    action: str,
    counts: Callable[[Board], str],
    remark: str,
    actor: Actor,
    now: datetime,
    seen: int | None,
) -> Iterator[Step[Assessment]]:
    """Worked out from the locked row, written down with it: total, conclusion and the column that counts."""
    last: list[tuple[ScoreColumn, bool]] = []

    def column_of(row: Assessment) -> tuple[ScoreColumn, bool]:
        """The column that counts, and whether it is written only now."""
        if not last:
            board = board_of(row, now.date())
            kind = counts(board)
            standing = board.columns.get(kind)
            if standing is not None and standing.handed_in_at is not None:
                last.append((standing, False))
            else:
                last.append((written_column(board, kind, remark, actor, now), True))
        return last[0]

    fields = {
        "total": lambda row: column_of(row)[0].total,
        "conclusion": lambda row: column_of(row)[0].conclusion,
        "concluded_at": now,
    }
    with ASSESSMENT.step(
        assessment_id, action, actor=actor, now=now, note=remark, seen=seen, **fields
    ) as step:
        column, is_new = column_of(step.row)
        if is_new:
            column.save()
        step.details.update(column=column.column, total=column.total, conclusion=column.conclusion)
        yield step
