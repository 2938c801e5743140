"""What does the rule give now, and how is it written? Places that fall free are filled at once; what was begun stays.

Each run keeps what it was given and what came out, so that anybody can do it again.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q

from core.actor import SYSTEM, Actor
from core.workflow import attempt
from demonstration.assignment.facts import Case, Facts, Given, Rule
from demonstration.assignment.facts import Reviewer as Candidate
from demonstration.assignment.planning import Plan
from demonstration.models import (
    STANDING_REVIEWS,
    AssignmentRun,
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
    RoundState,
)
from demonstration.reviewing.ruling import pool_of, result_of, ruled
from demonstration.reviewing.transitions import REVIEW


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


def hold_round(round_id: int) -> Round:
    """The round, locked: whoever hands in, recuses or assigns follows another here, and none crosses the closing.

    Taken before any other lock, so that nobody waits for each other.
    """
    return Round.objects.select_for_update(of=("self",)).select_related("issuer").get(pk=round_id)


@contextmanager
def holding_round_of(duty_id: int, action: str, *, actor: Actor, now: datetime) -> Iterator[Round]:
    """One attempt in which the round of this reviewer stays as it is: who closes it waits, or was first.

    An attempt and not only a transaction, so that a refusal within is recorded after all of it was rolled back.
    """
    duty = Reviewer.objects.select_related("round__issuer", "user").get(pk=duty_id)
    with attempt(actor, action, duty, now=now):
        yield hold_round(duty.round_id)


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
            facts = _facts(round, kind, wanted, cases, people, frozen)
            pool = pool_of(facts)
            parts[kind.value] = Part(pool, ruled(pool, seed))
    return Assignment(parts, cases, people)


def seed_of(round: Round) -> str:
    """The seed of the round, drawn at its publication; an older round gets it with its first run."""
    return round.seed or secrets.token_hex(32)


def refill(nomination: Nomination, *, now: datetime, by: Actor) -> AssignmentRun | None:
    """Fill what fell free of one nomination, at once, by the rule. ``None`` where nobody was ever assigned here.

    The caller holds the round.
    """
    round = Round.objects.select_related("issuer").get(pk=nomination.round_id)
    if round.state != RoundState.REVIEW or not round.seed:
        return None
    if not AssignmentRun.objects.filter(round=round).exists():
        return None
    return keep_run(round, plan_assignment(round, round.seed, frozen=True), by, now)


def free_places(reviewer: Reviewer, *, now: datetime, by: Actor) -> None:
    """Everything this person has not handed in goes back, begun or not, and is given to others at once.

    The caller holds the round.
    """
    rows = Review.objects.filter(reviewer=reviewer, state=ReviewState.OPEN).select_related("nomination")
    for review in rows.order_by("pk"):
        _release(review.pk, now)
        refill(review.nomination, now=now, by=by)


def release_reviews(nomination_id: int, *, now: datetime) -> int:
    """The nomination left the round: what was not handed in is nobody's any more. Gives how many."""
    keys = Review.objects.filter(nomination_id=nomination_id, state=ReviewState.OPEN)
    found = list(keys.order_by("pk").values_list("pk", flat=True))
    for key in found:
        _release(key, now)
    return len(found)


def _release(key: int, now: datetime) -> None:
    with REVIEW.step(key, "release", actor=SYSTEM, now=now):
        pass


def keep_run(round: Round, made: Assignment, actor: Actor, now: datetime) -> AssignmentRun:
    """The rows of a run: taken back first, so that a person's place is free for another."""
    last = AssignmentRun.objects.filter(round=round).order_by("-number").first()
    run = AssignmentRun.objects.create(
        round=round,
        number=(last.number if last else 0) + 1,
        seed=round.seed,
        pool=made.pool,
        result=made.result,
        made_by=actor.name,
        made_at=now,
    )
    for kind, part in made.parts.items():
        old = {
            (review.nomination_id, review.reviewer_id): review.pk
            for review in Review.objects.filter(nomination__round=round, kind=kind)
        }
        for case, who in part.plan.released:
            _release(old[made.cases[case].pk, int(who)], now)
        pairs = [(made.cases[case].pk, int(who)) for case, who in part.plan.new]
        _give(run, kind, pairs, old, now)
    return run


def _give(
    run: AssignmentRun,
    kind: str,
    pairs: Iterable[tuple[int, int]],
    old: Mapping[tuple[int, int], int],
    now: datetime,
) -> None:
    """A pair that was released before is given again in its old row: each stands once for ever."""
    fresh = []
    for case, person in pairs:
        if (case, person) in old:
            with REVIEW.step(
                old[case, person], "give_again", actor=SYSTEM, now=now, run=run, assigned_at=now
            ):
                pass
            continue
        fresh.append(
            Review(
                nomination_id=case,
                reviewer_id=person,
                run=run,
                kind=kind,
                state=ReviewState.OPEN,
                assigned_at=now,
            )
        )
    Review.objects.bulk_create(fresh)


def _facts(
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
