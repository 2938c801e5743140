"""Does what was handed in still follow from frozen facts, pinned table and answers? Compared byte for byte."""

from __future__ import annotations

from collections.abc import Iterator

from core.registry import Recomputed
from inspection.assessing.frozen import facts_in
from inspection.assessing.selectors import answers_in, rubric_of
from inspection.assessing.stored import outcome_text
from inspection.models import Assessment, AssessmentState, ScoreColumn
from rulebook.outcome import Outcome
from rulebook.rubric import Purpose
from rulebook.scoring import outcome_of

#: Columns read at a time.
CHUNK = 500


def replay_assessments() -> Recomputed:
    """Every column that was handed in, and the total of every concluded assessment."""
    count, differing = 0, []
    for column in _handed_in():
        count += 1
        problem = _problem(column)
        if problem:
            differing.append(f"{column.assessment.number} {column}:{problem}")
    return Recomputed(count, (*differing, *_lost_totals()))


def replayed(column: ScoreColumn) -> Outcome:
    """The outcome of a column, worked out anew from what is stored."""
    row = column.assessment
    answers = answers_in({answer.code: answer for answer in column.answers.all()})
    return outcome_of(rubric_of(row), Purpose(row.purpose), facts_in(row.facts), row.facilities, answers)


def _handed_in() -> Iterator[ScoreColumn]:
    rows = ScoreColumn.objects.filter(handed_in_at__isnull=False, assessment__frozen_at__isnull=False)
    rows = rows.select_related("assessment").prefetch_related("answers").order_by("pk")
    return rows.iterator(chunk_size=CHUNK)


def _problem(column: ScoreColumn) -> str:
    again = replayed(column)
    if outcome_text(again) != column.outcome:
        return (
            f"保存的是 {column.total} {column.conclusion},重新计算为 {again.total} {again.conclusion.value}"
        )
    if (again.total, again.conclusion.value) != (column.total, column.conclusion):
        return "总分或结论与评分结果不符"
    return ""


def _lost_totals() -> Iterator[str]:
    """Concluded assessments whose total is not that of their last column."""
    rows = Assessment.objects.filter(state=AssessmentState.CONCLUDED).prefetch_related("columns")
    for row in rows.order_by("pk").iterator(chunk_size=CHUNK):
        handed_in = [column for column in row.columns.all() if column.handed_in_at is not None]
        last = max(handed_in, key=lambda column: column.pk, default=None)
        if last is None or (last.total, last.conclusion) != (row.total, row.conclusion):
            yield f"{row.number}:结论与评分栏不符"
