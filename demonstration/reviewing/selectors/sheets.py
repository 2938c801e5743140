"""What does the score of a review follow from? Worked out anew each time; never writes."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from demonstration.models import (
    Nomination,
    Review,
    ReviewAnswer,
)
from inspection.assessing.frozen import Frozen, facts_in
from inspection.assessing.selectors import NOTHING, answers_in
from inspection.models import Column, ScoreAnswer
from rulebook.outcome import Answer, Outcome
from rulebook.rubric import Purpose, Rubric
from rulebook.scoring import outcome_of
from rulebook.selectors import measure_of

PURPOSE = Purpose.DEMONSTRATION


@dataclass(frozen=True)
class Sheet:
    """A review with all that its score follows from."""

    review: Review
    rubric: Rubric
    readings: Frozen
    facilities: tuple[str, ...]
    answers: Mapping[str, ReviewAnswer]
    outcome: Outcome
    own: Mapping[str, ScoreAnswer]
    own_outcome: Outcome


def rubric_for(nomination: Nomination) -> Rubric:
    """The table of the round's measure. Raises ``LookupError`` where it has none for this type."""
    round = nomination.round
    rubric = measure_of(round.pack_id).rubric_for(nomination.site_type) if round.pack_id else None
    if rubric is None:
        raise LookupError(f"round {round.pk} has no table for {nomination.site_type}")
    return rubric


def answer_in(row: ReviewAnswer) -> Answer:
    """What scoring is given."""
    return Answer(level=row.level, points=row.points, not_applicable=row.not_applicable, is_met=row.is_met)


def said_in(rows: Iterable[ReviewAnswer]) -> dict[str, Answer]:
    """By code; a row whose answer was taken away says nothing."""
    answers = {row.code: answer_in(row) for row in rows}
    return {code: answer for code, answer in answers.items() if answer != NOTHING}


def facts_behind(nomination: Nomination) -> tuple[Frozen, tuple[str, ...]]:
    """The facts that were frozen with the self-assessment; without one nothing of the register counts."""
    assessment = nomination.assessment
    if assessment is None:
        return {}, ()
    return assessment.facts, tuple(assessment.facilities)


def outcome_on(
    rubric: Rubric, readings: Frozen, facilities: Iterable[str], answers: Mapping[str, Answer]
) -> Outcome:
    """Worked out anew each time: automatic items come from the facts and are never typed."""
    return outcome_of(rubric, PURPOSE, facts_in(readings), facilities, answers)


def sheet_of(review: Review) -> Sheet:
    """Everything about the score of one review. ``nomination`` with round and assessment is read along."""
    return sheets_of([review])[0]


def sheets_of(reviews: Sequence[Review]) -> list[Sheet]:
    """The same of many, in a fixed number of statements."""
    theirs = _own_answers({each.nomination.assessment_id for each in reviews})
    tables: dict[tuple[int, str], Rubric] = {}
    found = []
    for review in reviews:
        nomination = review.nomination
        known = (nomination.round_id, nomination.site_type)
        if known not in tables:
            tables[known] = rubric_for(nomination)
        own = theirs.get(nomination.assessment_id or 0, {})
        found.append(_sheet(review, tables[known], own))
    return found


def _sheet(review: Review, rubric: Rubric, own: Mapping[str, ScoreAnswer]) -> Sheet:
    readings, facilities = facts_behind(review.nomination)
    answers = {row.code: row for row in review.answers.all()}
    return Sheet(
        review=review,
        rubric=rubric,
        readings=readings,
        facilities=facilities,
        answers=answers,
        outcome=outcome_on(rubric, readings, facilities, said_in(answers.values())),
        own=own,
        own_outcome=outcome_on(rubric, readings, facilities, _asked(rubric, answers_in(own))),
    )


def _own_answers(assessments: Collection[int | None]) -> dict[int, dict[str, ScoreAnswer]]:
    """The first column of each self-assessment, by code."""
    found: dict[int, dict[str, ScoreAnswer]] = {}
    keys = [key for key in assessments if key is not None]
    if keys:
        rows = ScoreAnswer.objects.filter(column__assessment_id__in=keys, column__column=Column.OWN)
        for row in rows.select_related("column"):
            found.setdefault(row.column.assessment_id, {})[row.code] = row
    return found


def _asked(rubric: Rubric, answers: Mapping[str, Answer]) -> dict[str, Answer]:
    """Answers to what this table asks: a self-assessment on another table says nothing here."""
    codes = {each.code for each in rubric.criteria() if PURPOSE in each.purposes}
    codes |= {veto.code for veto in rubric.vetoes_for(PURPOSE)}
    return {code: answer for code, answer in answers.items() if code in codes}


def table_of(review: Review) -> Rubric:
    """The table that this review is scored by."""
    return rubric_for(review.nomination)
