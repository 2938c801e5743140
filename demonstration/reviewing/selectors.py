"""What do pages and services read of reviewers and their reviews? Rows go into ``demonstration.blind``; never writes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count, Prefetch, QuerySet

from accounts.selectors import ancestors_of
from core.actor import Actor
from demonstration.blind import Material, case_of, identities_of, row_of, summary_of
from demonstration.blind_shapes import Case, Row, Summary
from demonstration.models import (
    LIVE,
    STANDING_REVIEWS,
    Conflict,
    Nomination,
    NominationState,
    Review,
    ReviewAnswer,
    Reviewer,
    ReviewerState,
    ReviewState,
    Round,
    RoundPhase,
    Sight,
)
from demonstration.policy import not_walled
from demonstration.reviewing.policy import REVIEWERS, REVIEWS, issued_within, own_reviews
from inspection.assessing.frozen import Frozen, facts_in
from inspection.assessing.selectors import NOTHING, answers_in
from inspection.models import Column, ScoreAnswer, ScoreProof
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


def round_within(actor: Actor, key: int) -> Round | None:
    """A round whose reviewers this person may read."""
    return (
        Round.objects.filter(issued_within(actor, "issuer__path"), pk=key)
        .select_related("issuer", "pack")
        .first()
    )


def reviewers_of(round: Round) -> list[Reviewer]:
    """All of them, whatever became of them, each knowing its round."""
    rows = Reviewer.objects.filter(round=round).select_related("user__home_union", "district").order_by("pk")
    found = list(rows)
    for row in found:
        row.round = round
    return found


def reviewer_within(actor: Actor, key: int) -> Reviewer | None:
    return (
        REVIEWERS.visible_to(actor).filter(pk=key).select_related("user", "round__issuer", "district").first()
    )


def duties_of(actor: Actor) -> QuerySet[Reviewer]:
    """The rounds that this person reviews in, the latest first."""
    return (
        REVIEWERS.visible_to(actor).filter(user_id=actor.key).select_related("round__issuer").order_by("-pk")
    )


def invited_by_digest(digest: str) -> Reviewer | None:
    """Whose invitation has this digest; a link that was used has none any more."""
    rows = Reviewer.objects.filter(invite_digest=digest, state=ReviewerState.INVITED)
    return rows.select_related("user", "round__issuer").first() if digest else None


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


def review_to_score(actor: Actor, key: int) -> Review | None:
    """One review of this person's own, open or handed in; what was not given to him does not exist."""
    rows = Review.objects.filter(own_reviews(actor), pk=key, state__in=STANDING_REVIEWS)
    return with_case(rows).first()


def with_case(rows: QuerySet[Review]) -> QuerySet[Review]:
    """Read along what a case is built from."""
    return rows.select_related(
        "nomination__round__issuer",
        "nomination__site",
        "nomination__version__district",
        "nomination__assessment",
        "reviewer",
    ).prefetch_related("answers")


def case_behind(review: Review) -> Case:
    """What the reviewer gets of it."""
    return case_of(material_of(review))


def material_of(review: Review) -> Material:
    """Everything that is known; for ``demonstration.blind`` and for nobody else."""
    sheet, nomination = sheet_of(review), review.nomination
    papers = nomination.papers.filter(attachment__erased_at=None).select_related("attachment")
    proofs = ScoreProof.objects.filter(assessment__nomination=nomination, attachment__erased_at=None)
    papers_shown, proofs_shown = tuple(papers), tuple(proofs.select_related("attachment"))
    return Material(
        review=review,
        nomination=nomination,
        rubric=sheet.rubric,
        readings=sheet.readings,
        facilities=sheet.facilities,
        answers=sheet.answers,
        outcome=sheet.outcome,
        own=sheet.own,
        own_outcome=sheet.own_outcome,
        proofs=proofs_shown,
        papers=papers_shown,
        names=_names_of(nomination, papers_shown, proofs_shown) if nomination.round.is_blind else (),
        others=_others(review),
    )


def _names_of(nomination: Nomination, papers: Iterable[object], proofs: Iterable[object]) -> tuple[str, ...]:
    issuer = nomination.round.issuer_id
    unions = [
        name
        for union in ancestors_of(nomination.site.union_path)
        if union.pk != issuer and len(union.path or "") > len(nomination.round.issuer.path or "")
        for name in (union.name, union.short_name)
    ]
    writers = {str(getattr(each, "added_by", "")) for each in (*papers, *proofs)}
    return identities_of(nomination, unions, [nomination.submitted_by, *sorted(writers)])


def _others(review: Review) -> tuple[int, ...]:
    """Totals of the others, once the own one is in and the phase shows them; without a name, the highest first."""
    if review.state != ReviewState.SUBMITTED:
        return ()
    round = review.nomination.round
    phase = RoundPhase.objects.filter(round=round, stage=round.state).first()
    if phase is None or Sight.REVIEWERS_SEE_OTHERS not in phase.sights:
        return ()
    rows = Review.objects.filter(nomination=review.nomination, state=ReviewState.SUBMITTED, kind=review.kind)
    totals = rows.exclude(pk=review.pk).exclude(total=None).values_list("total", flat=True)
    return tuple(sorted((total for total in totals if total is not None), reverse=True))


def rows_to_score(actor: Actor, duty: Reviewer) -> list[Row]:
    """The list of one reviewer: open ones first, then what he handed in."""
    reviews = (
        Review.objects.filter(own_reviews(actor), reviewer=duty, state__in=STANDING_REVIEWS)
        .select_related("nomination__round", "nomination__site")
        .annotate(answered=Count("answers"))
        .order_by("state", "nomination__code", "pk")
    )
    return [row_of(each, answered=each.answered) for each in reviews]


def summaries_to_score(actor: Actor, duty: Reviewer) -> list[Summary]:
    """All own cases with their points, for comparing and for handing in together."""
    reviews = Review.objects.filter(own_reviews(actor), reviewer=duty, state__in=STANDING_REVIEWS)
    sheets = sheets_of(list(with_case(reviews).order_by("nomination__code", "pk")))
    return [
        summary_of(each.review, each.rubric, each.outcome, each.own_outcome, each.answers) for each in sheets
    ]


def open_reviews_of(actor: Actor) -> QuerySet[Review]:
    """What waits for this person's score."""
    return Review.objects.filter(own_reviews(actor), state=ReviewState.OPEN)


def reviews_seen(actor: Actor, round: Round) -> QuerySet[Review]:
    """Reviews of a round that an officer may know of: what stands behind his wall counts nowhere."""
    return REVIEWS.visible_to(actor).filter(nomination__round=round)


def nominations_in_review(actor: Actor, round: Round) -> QuerySet[Nomination]:
    """What is reviewed, as far as this person may know of it."""
    rows = Nomination.objects.filter(not_walled(actor), round=round, state=NominationState.REVIEW)
    standing = Review.objects.filter(state__in=STANDING_REVIEWS)
    return (
        rows.select_related("site", "version__district", "branch")
        .prefetch_related(Prefetch("reviews", queryset=standing, to_attr="standing"))
        .order_by("code")
    )


def nominations_seen(actor: Actor, round: Round) -> QuerySet[Nomination]:
    """What takes part in a round, as far as this person may know of it."""
    rows = Nomination.objects.filter(not_walled(actor), round=round, state__in=LIVE)
    return rows.exclude(state=NominationState.DRAFT).select_related("site").order_by("code")


def conflicts_seen(actor: Actor, round: Round) -> QuerySet[Conflict]:
    """Who keeps away from what; nothing of a nomination from which the reader has to keep away himself."""
    rows = Conflict.objects.filter(not_walled(actor, "nomination_id"), nomination__round=round)
    return rows.select_related("user", "nomination__site").order_by("nomination__code", "user__name", "pk")


def loads_of(actor: Actor, round: Round) -> dict[int, Counter[str]]:
    """Of each reviewer: how many open, submitted and recused cases, without those behind the reader's wall."""
    loads: dict[int, Counter[str]] = {}
    rows = reviews_seen(actor, round).order_by().values_list("reviewer_id", "state")
    for reviewer, state, count in rows.annotate(count=Count("pk")):
        loads.setdefault(reviewer, Counter())[state] += count
    return loads


def table_of(review: Review) -> Rubric:
    """The table that this review is scored by."""
    return rubric_for(review.nomination)


def next_open(actor: Actor, review: Review) -> int | None:
    """Another case that waits for the same person, in the order of the codes, round again at the end."""
    rows = open_reviews_of(actor).filter(reviewer_id=review.reviewer_id).exclude(pk=review.pk)
    keys = list(rows.order_by("nomination__code", "pk").values_list("nomination__code", "pk"))
    later = [key for code, key in keys if code > review.nomination.code]
    return next(iter(later or [key for _, key in keys]), None)
