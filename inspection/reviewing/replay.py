"""Does each spot check still follow from its kept seed and list, and each announced summary from its rows?"""

from __future__ import annotations

from core.actor import SYSTEM
from core.clock import LEGAL_ZONE
from core.registry import Recomputed
from inspection.models import YearlyReview
from inspection.reviewing.drawing import drawn_in, is_as_drawn
from inspection.reviewing.selectors import drawn_numbers, drawn_reviews, lines_of


def replay_reviews() -> Recomputed:
    """Every draw again, whether the marked sites are those it drew, and the counts that were announced."""
    count, differing = 0, []
    for review in drawn_reviews():
        count += 1
        problem = _problem(review)
        if problem:
            differing.append(f"{review}:{problem}")
    return Recomputed(count, tuple(differing))


def _problem(review: YearlyReview) -> str:
    if not is_as_drawn(review.draw):
        return "按保存的随机数重新抽取,结果不同"
    if drawn_in(review.draw) != drawn_numbers(review):
        return "抽中的阵地与抽取记录不符"
    if review.closed_at is not None:
        closed_on = review.closed_at.astimezone(LEGAL_ZONE).date()
        if [line.kept for line in lines_of(SYSTEM, review, closed_on)] != review.summary:
            return "通报的汇总与各阵地结果不符"
    return ""
