"""A case in the list of a reviewer, and among all own ones for comparing and handing in."""

from __future__ import annotations

from collections.abc import Mapping

from demonstration.blind.material import name_of
from demonstration.blind.shapes import Row, Summary
from demonstration.blind.words import short_text, state_label_of, wants_comment
from demonstration.models import Review, ReviewAnswer, ReviewState
from rulebook.outcome import Outcome
from rulebook.rubric import Rubric, points_text


def row_of(review: Review, *, answered: int) -> Row:
    """A line of the list; ``nomination`` with round and site is read along."""
    nomination = review.nomination
    return Row(
        key=review.pk,
        code=nomination.code,
        name=name_of(nomination),
        type_label=str(nomination.site.type_label),
        kind=review.get_kind_display(),
        state=review.state,
        state_label=state_label_of(review, answered),
        started=answered > 0,
        total="" if review.total is None else points_text(review.total),
    )


def summary_of(
    review: Review,
    rubric: Rubric,
    outcome: Outcome,
    own_outcome: Outcome,
    answers: Mapping[str, ReviewAnswer],
) -> Summary:
    """A case among all own ones, for comparing and for handing in."""
    nomination = review.nomination
    theirs = {item.criterion.code: item for item in own_outcome.items}
    least = nomination.round.comment_gap
    return Summary(
        key=review.pk,
        code=nomination.code,
        name=name_of(nomination),
        type_label=str(nomination.site.type_label),
        kind=review.get_kind_display(),
        is_open=review.state == ReviewState.OPEN,
        state_label=state_label_of(review, len(answers)),
        total=points_text(outcome.total),
        points=tuple((f"{i.criterion.code} {i.criterion.title}", short_text(i)) for i in outcome.items),
        left=tuple(f"{code} {rubric.title_of(code)}" for code in outcome.missing),
        uncommented=tuple(
            f"{code} {item.criterion.title}"
            for item in outcome.items
            if wants_comment(least, item, theirs[code := item.criterion.code], answers.get(code))
        ),
    )
