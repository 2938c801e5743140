"""What does the rule give now? Everything it looks at, as plain values; nothing is written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q

from demonstration.assignment.facts import Case, Facts, Given, Rule
from demonstration.assignment.facts import Reviewer as Candidate
from demonstration.assignment.planning import Plan
from demonstration.models import (
    STANDING_REVIEWS,
    Conflict,
    Nomination,
    NominationState,
    Review,
    ReviewAnswer,
    Reviewer,
    ReviewerState,
    ReviewKind,
    ReviewState,
    Round,
)
from demonstration.reviewing.ruling import pool_of, result_of, ruled


@dataclass(frozen=True)
class Part:
    """What the rule gives of one kind of review, with what it was worked out from."""

    pool: dict[str, Any]
    plan: Plan


@dataclass(frozen=True)
class Assignment:
    """What one run would do. ``cases`` and ``people`` are the rows behind the keys of the plan."""

    parts: Mapping[str, Part]
    cases: Mapping[str, Nomination]
    people: Mapping[str, Reviewer]

    @property
    def pool(self) -> dict[str, Any]:
        return {kind: part.pool for kind, part in self.parts.items()}

    @property
    def result(self) -> dict[str, Any]:
        return {kind: result_of(part.plan) for kind, part in self.parts.items()}


def plan_assignment(round: Round, seed: str, *, frozen: bool = False) -> Assignment:
    """What the rule gives now. ``frozen``: only what is open is filled, nothing that was given moves."""
    rows = Nomination.objects.filter(round=round, state=NominationState.REVIEW)
    cases = {each.code: each for each in rows.select_related("version__district", "site").order_by("code")}
    signed = Reviewer.objects.filter(round=round, state=ReviewerState.SIGNED)
    people = {str(each.pk): each for each in signed.select_related("user").order_by("pk")}
    kinds = ((ReviewKind.PAPERS, round.reviewers_per_case), (ReviewKind.VISIT, round.visitors_per_case))
    parts: dict[str, Part] = {}
    for kind, wanted in kinds:
        if wanted:
            facts = facts_of(round, kind, wanted, cases, people, frozen)
            pool = pool_of(facts)
            parts[kind.value] = Part(pool, ruled(pool, seed))
    return Assignment(parts, cases, people)


def facts_of(
    round: Round,
    kind: str,
    wanted: int,
    cases: Mapping[str, Nomination],
    people: Mapping[str, Reviewer],
    frozen: bool,
) -> Facts:
    """Everything the rule looks at, as plain values."""
    codes = {each.pk: code for code, each in cases.items()}
    begun = ReviewAnswer.objects.filter(review=OuterRef("pk"))
    standing = Review.objects.filter(nomination__in=codes, kind=kind, state__in=STANDING_REVIEWS)
    standing = standing.annotate(is_begun=Exists(begun) | ~Q(comment="") | ~Q(state=ReviewState.OPEN))
    return Facts(
        cases=tuple(Case(code, each.version.district_id, each.site_type) for code, each in cases.items()),
        reviewers=tuple(
            Candidate(key, each.district_id or "", frozenset(each.site_types), each.most_cases)
            for key, each in people.items()
        ),
        rule=Rule(wanted, round.most_cases),
        barred=frozenset(_barred(kind, codes, people)),
        given=tuple(
            Given(codes[each.nomination_id], str(each.reviewer_id), frozen or each.is_begun)
            for each in standing.order_by("pk")
        ),
    )


def _barred(kind: str, codes: Mapping[int, str], people: Mapping[str, Reviewer]) -> Iterator[tuple[str, str]]:
    """Conflicts, and who recused himself."""
    users = {each.user_id: key for key, each in people.items()}
    pairs = Conflict.objects.filter(nomination__in=codes, user__in=users)
    for nomination, user in pairs.values_list("nomination_id", "user_id"):
        yield codes[nomination], users[user]
    recused = Review.objects.filter(nomination__in=codes, kind=kind, state=ReviewState.RECUSED)
    for nomination, who in recused.values_list("nomination_id", "reviewer_id"):
        yield codes[nomination], str(who)
