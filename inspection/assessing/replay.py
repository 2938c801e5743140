"""Does what was handed in still follow from frozen facts, pinned table and answers? Compared byte for byte."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from core.registry import Recomputed
from inspection.assessing.frozen import facts_in
from inspection.assessing.reading import CHUNK, Tables, answers_by_column, in_chunks
from inspection.assessing.stored import outcome_text
from inspection.models import Assessment, AssessmentState, ScoreColumn
from rulebook.outcome import Answer, BadAnswer, Outcome
from rulebook.rubric import Purpose, Rubric
from rulebook.scoring import outcome_of


def replay_assessments() -> Recomputed:
    """Every column that was handed in, and the total of every concluded assessment."""
    count, differing, tables = 0, [], Tables()
    for chunk in in_chunks(_handed_in()):
        said = answers_by_column(column.pk for column in chunk)
        for column in chunk:
            count += 1
            row = column.assessment
            problem = _problem(column, tables.of(row.pack_id, row.site_type), said[column.pk])
            if problem:
                differing.append(f"{row.number} {column}:{problem}")
    return Recomputed(count, (*differing, *_lost_totals()))


def replayed(column: ScoreColumn, rubric: Rubric, answers: Mapping[str, Answer]) -> Outcome:
    """The outcome of a column, worked out anew. Raises ``BadAnswer`` for answers that the table does not allow."""
    row = column.assessment
    return outcome_of(rubric, Purpose(row.purpose), facts_in(row.facts), row.facilities, answers)


def _handed_in() -> Iterator[ScoreColumn]:
    rows = ScoreColumn.objects.filter(handed_in_at__isnull=False, assessment__frozen_at__isnull=False)
    return rows.select_related("assessment").order_by("pk").iterator(chunk_size=CHUNK)


def _problem(column: ScoreColumn, rubric: Rubric, answers: Mapping[str, Answer]) -> str:
    try:
        again = replayed(column, rubric, answers)
    except BadAnswer as bad:
        return f"不能重新计算:{bad}"
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
    rows = rows.defer("facts", "facilities")
    for row in rows.order_by("pk").iterator(chunk_size=CHUNK):
        handed_in = [column for column in row.columns.all() if column.handed_in_at is not None]
        last = max(handed_in, key=lambda column: column.pk, default=None)
        if last is None or (last.total, last.conclusion) != (row.total, row.conclusion):
            yield f"{row.number}:结论与评分栏不符"
