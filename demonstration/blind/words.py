"""How is the state of a review said, and the worth of an item? Where a comment is wanted."""

from __future__ import annotations

from demonstration.models import Review, ReviewAnswer, ReviewState
from inspection.assessing.fields import Fields
from rulebook.outcome import Item, Standing
from rulebook.rubric import points_text


def state_label_of(review: Review, answered: int) -> str:
    if review.state == ReviewState.OPEN and answered:
        return "评分中"
    return str(ReviewState(review.state).label)


def gap_of(item: Item, theirs: Item) -> int:
    """Own points less those of the self-assessment, in tenths; nothing where either has none."""
    if item.points is None or theirs.points is None:
        return 0
    return item.points - theirs.points


def wants_comment(least: int, item: Item, theirs: Item, answer: ReviewAnswer | None) -> bool:
    """Far from the self-assessment (``least`` tenths or more) and without a word on it. Automatic items never are."""
    if answer is None or item.criterion.is_automatic or item.points is None or theirs.points is None:
        return False
    return abs(gap_of(item, theirs)) >= least and not answer.comment


def fields_of(answer: ReviewAnswer | None) -> Fields:
    """As the inputs show a saved answer."""
    if answer is None:
        return Fields()
    met = "" if answer.is_met is None else "yes" if answer.is_met else "no"
    return Fields(
        level="na" if answer.not_applicable else answer.level,
        points="" if answer.points is None else points_text(answer.points),
        reason=answer.not_applicable,
        met=met,
        note=answer.comment,
    )


def item_text(item: Item) -> str:
    if item.standing == Standing.NOT_APPLICABLE:
        return f"不适用({item.reason})"
    if item.standing == Standing.UNKNOWN:
        return "0 分(资料未核实)"
    return "" if item.points is None else f"{points_text(item.points)} 分"


def short_text(item: Item) -> str:
    """For a narrow column."""
    if item.standing == Standing.NOT_APPLICABLE:
        return "不适用"
    return "" if item.points is None else points_text(item.points)
