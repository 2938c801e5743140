"""What does a reviewer get of the cases that were given to him? Rows go into ``demonstration.blind``; never writes."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Count, QuerySet

from accounts.selectors import ancestors_of
from core.actor import Actor
from demonstration.blind.cases import case_of
from demonstration.blind.material import Material, identities_of
from demonstration.blind.rows import row_of, summary_of
from demonstration.blind.shapes import Case, Row, Summary
from demonstration.models import (
    STANDING_REVIEWS,
    Nomination,
    Review,
    Reviewer,
    ReviewerState,
    ReviewState,
    RoundPhase,
    Sight,
)
from demonstration.reviewing.policy import REVIEWERS, own_reviews
from demonstration.reviewing.selectors.sheets import sheet_of, sheets_of
from inspection.models import ScoreProof


def duties_of(actor: Actor) -> QuerySet[Reviewer]:
    """The rounds that this person reviews in, the latest first."""
    return (
        REVIEWERS.visible_to(actor).filter(user_id=actor.key).select_related("round__issuer").order_by("-pk")
    )


def invited_by_digest(digest: str) -> Reviewer | None:
    """Whose invitation has this digest; a link that was used has none any more."""
    rows = Reviewer.objects.filter(invite_digest=digest, state=ReviewerState.INVITED)
    return rows.select_related("user", "round__issuer").first() if digest else None


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


def next_open(actor: Actor, review: Review) -> int | None:
    """Another case that waits for the same person, in the order of the codes, round again at the end."""
    rows = open_reviews_of(actor).filter(reviewer_id=review.reviewer_id).exclude(pk=review.pk)
    keys = list(rows.order_by("nomination__code", "pk").values_list("nomination__code", "pk"))
    later = [key for code, key in keys if code > review.nomination.code]
    return next(iter(later or [key for _, key in keys]), None)
