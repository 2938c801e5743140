"""The review goes from stage to stage: own points end, the spot check is drawn, the results are announced."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Any

from core.actor import SYSTEM, Actor
from core.workflow import TransitionRefused
from inspection.assessing.services import void_assessment
from inspection.models import (
    OPEN_STATES,
    Assessment,
    AssessmentState,
    ReviewEntry,
    ReviewResult,
    YearlyReview,
)
from inspection.reviewing.drawing import draw_record, drawn_in
from inspection.reviewing.selectors import lines_of
from inspection.reviewing.summary import kept_lines, totals_of
from inspection.reviewing.transitions import REVIEW
from sites.vocabulary import SiteState

NOT_DONE = "年度复核已通报,自查没有完成"
LEFT_REGISTER = "阵地已注销,退出年度复核"


def end_own_points(key: int, *, actor: Actor, now: datetime, seen: int) -> YearlyReview:
    """No more sites join from now on. What was not handed in may still come, late."""
    with REVIEW.step(key, "end_own", actor=actor, now=now, seen=seen) as step:
        return step.row


def draw_spot_check(
    key: int, *, actor: Actor, now: datetime, seen: int | None = None, seed: str = ""
) -> YearlyReview:
    """Draw once, in each branch, among all that take part: who has not handed in cannot escape it so.

    ``seed``: hexadecimal, for tests and replays; otherwise 32 bytes from the system.
    """
    seed = seed or secrets.token_hex(32)
    made: dict[str, Any] = {}

    def drawn(row: YearlyReview) -> dict[str, Any]:
        made.update(draw_record(seed, _pools(row), row.spot_percent))
        return made

    with REVIEW.step(key, "draw", actor=actor, now=now, seen=seen, draw=drawn, drawn_at=now) as step:
        numbers = drawn_in(made)
        ReviewEntry.objects.filter(review=step.row, assessment__number__in=numbers).update(is_drawn=True)
        step.details.update(seed=seed, drawn=len(numbers))
    return step.row


def close_review(key: int, *, actor: Actor, now: datetime, seen: int | None = None) -> YearlyReview:
    """Fix the result of every site. Refused while the district or the city still has to look at one.

    What was never handed in becomes 未完成自查, and its assessment ends with the review.
    """

    def summed(row: YearlyReview) -> list[dict[str, Any]]:
        """All of it comes before the review itself is written: from then on nothing about it changes."""
        _settle(row, now)
        return [line.kept for line in lines_of(SYSTEM, row, now.date())]

    with REVIEW.step(key, "close", actor=actor, now=now, seen=seen, summary=summed, closed_at=now) as step:
        step.details.update(totals_of(kept_lines(step.row.summary)).counts)
    return step.row


def _settle(row: YearlyReview, now: datetime) -> None:
    """Under locks, so that nobody hands in or concludes one of them between the question and the answer."""
    rows = Assessment.objects.filter(review_entry__review=row).exclude(state=AssessmentState.VOID)
    found: dict[str, list[int]] = {}
    for assessment in rows.select_for_update(of=("self",)).only("state", "conclusion").order_by("pk"):
        found.setdefault(assessment.conclusion or assessment.state, []).append(assessment.pk)
    _refuse_unfinished(len(found.get(AssessmentState.DISTRICT, [])), len(found.get(AssessmentState.CITY, [])))
    absent = found.pop(AssessmentState.OWN, [])
    for result, keys in {**found, str(ReviewResult.ABSENT): absent}.items():
        ReviewEntry.objects.filter(assessment_id__in=keys).update(result=result)
    for key in absent:
        void_assessment(key, note=NOT_DONE, actor=SYSTEM, now=now)


def _refuse_unfinished(district: int, city: int) -> None:
    parts = [f"待区(市)复核 {district} 处"] * bool(district) + [f"待市总评定 {city} 处"] * bool(city)
    if parts:
        raise TransitionRefused(f"还不能通报:{'、'.join(parts)}。请办完后再通报。")


def release_cancelled(key: int, *, now: datetime) -> int:
    """Sites that left the register leave the review; gives how many. A second run finds none."""
    rows = Assessment.objects.filter(
        review_entry__review=key, state__in=OPEN_STATES, site__state=SiteState.CANCELLED
    )
    count = 0
    for pk in rows.order_by("pk").values_list("pk", flat=True):
        try:
            void_assessment(pk, note=LEFT_REGISTER, actor=SYSTEM, now=now)
            count += 1
        except TransitionRefused:  # somebody ended it meanwhile
            continue
    return count


def _pools(row: YearlyReview) -> dict[str, list[str]]:
    """The numbers that can be drawn, by the code of the branch."""
    entries = ReviewEntry.objects.filter(review=row, assessment__state__in=OPEN_STATES)
    pools: dict[str, list[str]] = {}
    for branch, number in entries.values_list("branch__code", "assessment__number"):
        pools.setdefault(branch, []).append(str(number))
    return pools
