"""What does the rule give now, and how is it written? Places that fall free are filled at once; what was begun stays.

Each run keeps what it was given and what came out, so that anybody can do it again.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime

from core.actor import SYSTEM, Actor
from core.workflow import attempt
from demonstration.models import (
    AssignmentRun,
    Nomination,
    Review,
    Reviewer,
    ReviewState,
    Round,
    RoundState,
)
from demonstration.reviewing.services.planning import Assignment, plan_assignment
from demonstration.reviewing.transitions import REVIEW


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
        release(review.pk, now)
        refill(review.nomination, now=now, by=by)


def release_reviews(nomination_id: int, *, now: datetime) -> int:
    """The nomination left the round: what was not handed in is nobody's any more. Gives how many."""
    keys = Review.objects.filter(nomination_id=nomination_id, state=ReviewState.OPEN)
    found = list(keys.order_by("pk").values_list("pk", flat=True))
    for key in found:
        release(key, now)
    return len(found)


def release(key: int, now: datetime) -> None:
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
            release(old[made.cases[case].pk, int(who)], now)
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
