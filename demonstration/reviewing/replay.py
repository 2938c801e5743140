"""Does each score still follow from frozen facts, pinned table and answers, and each assignment from its values and seed?"""

from __future__ import annotations

from core.registry import Recomputed
from demonstration.models import AssignmentRun, Review, ReviewState
from demonstration.reviewing.ruling import result_of, ruled
from demonstration.reviewing.selectors.cases import with_case
from demonstration.reviewing.selectors.sheets import sheets_of
from inspection.assessing.reading import in_chunks
from inspection.assessing.stored import outcome_text
from rulebook.outcome import BadAnswer

CHUNK = 200


def replay_scores() -> Recomputed:
    """Every review that was handed in, byte for byte."""
    count, differing = 0, []
    rows = with_case(Review.objects.filter(state=ReviewState.SUBMITTED)).order_by("pk")
    for chunk in in_chunks(rows.iterator(chunk_size=CHUNK), CHUNK):
        for review in chunk:
            count += 1
            problem = _problem(review)
            if problem:
                differing.append(f"{review.nomination.round} {review}({review.pk}):{problem}")
    return Recomputed(count, tuple(differing))


def _problem(review: Review) -> str:
    try:
        outcome = sheets_of([review])[0].outcome
    except (BadAnswer, LookupError) as bad:
        return f"不能重新计算:{bad}"
    if outcome_text(outcome) != review.outcome:
        return f"保存的是 {review.total},重新计算为 {outcome.total}"
    return "" if outcome.total == review.total else "总分与评分结果不符"


def replay_assignments() -> Recomputed:
    """Every run again, from what it was given."""
    count, differing = 0, []
    for run in AssignmentRun.objects.select_related("round").order_by("pk").iterator(chunk_size=CHUNK):
        count += 1
        if not _is_as_ruled(run):
            differing.append(f"{run.round} {run}:按保存的候选和种子重新分配,结果不同")
    return Recomputed(count, tuple(differing))


def _is_as_ruled(run: AssignmentRun) -> bool:
    if set(run.pool) != set(run.result):
        return False
    return all(result_of(ruled(pool, run.seed)) == run.result[kind] for kind, pool in run.pool.items())
