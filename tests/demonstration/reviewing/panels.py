"""A round under review: nominations with their self-assessments, reviewers who have signed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from accounts.models import District, Union, User
from accounts.roles import Role
from core.actor import SYSTEM, Actor
from demonstration.models import (
    Nomination,
    NominationState,
    Review,
    Reviewer,
    ReviewerState,
    ReviewKind,
    ReviewState,
    Round,
)
from demonstration.reviewing import services
from inspection.assessing.services import Given, open_assessment
from inspection.models import Column, ScoreAnswer, ScoreColumn
from rulebook.outcome import Answer
from rulebook.rubric import Purpose
from sites.models import ServiceSite
from tests.demonstration.worlds import a_round, nominate
from tests.factories import NOW, Office, actor_of, grant, person
from tests.inspection.boards import FULL, YEAR
from tests.inspection.reviews import World

#: What the site says of itself: 15 and 10 of the typed points.
OWN = {"A1": Answer(level="some"), "A2": Answer(points=100), "V1": Answer(is_met=False)}

SEED = "5e" * 32


@dataclass
class Panel:
    world: World
    round: Round
    cases: list[Nomination]
    reviewers: list[Reviewer]

    @property
    def office(self) -> Office:
        return self.world.office

    def actor(self, at: int) -> Actor:
        """The reviewer as he signs in."""
        return actor_of(self.reviewers[at].user)

    def user(self, at: int) -> User:
        return User.objects.get(pk=self.reviewers[at].user_id)


def assessed(site: ServiceSite, answers: dict[str, Answer] | None = None, note: str = "") -> Any:
    """A self-assessment with its first column filled."""
    version = site.version
    assert version is not None
    version.site = site
    row = open_assessment(version, Purpose.DEMONSTRATION, YEAR, actor=SYSTEM, now=NOW)
    column = ScoreColumn.objects.create(assessment=row, column=Column.OWN)
    ScoreAnswer.objects.bulk_create(
        ScoreAnswer(column=column, code=code, answered_by="王芳", answered_at=NOW, note=note, **vars(answer))
        for code, answer in (OWN if answers is None else answers).items()
    )
    return row


def in_review(round: Round, site: ServiceSite, **columns: Any) -> Nomination:
    if "assessment" not in columns:
        columns["assessment"] = assessed(site)
    return nominate(round, site, NominationState.REVIEW, **columns)


def a_reviewer(
    round: Round,
    name: str,
    state: str = ReviewerState.SIGNED,
    *,
    home: Union | None = None,
    district: District | None = None,
    **columns: Any,
) -> Reviewer:
    """A person from outside, or of a union of the city."""
    user = person(name, home_union=home, name=f"专家{name}", email=f"{name}@example.org")
    grant(user, Role.REVIEWER, round.issuer)
    given: dict[str, Any] = {
        "home_path": home.path if home else "",
        "district": district,
        "invited_at": NOW,
        "invite_until": NOW,
        "signed_at": NOW if state == ReviewerState.SIGNED else None,
    }
    return Reviewer.objects.create(round=round, user=user, state=state, **{**given, **columns})


def given_to(case: Nomination, reviewer: Reviewer, kind: str = ReviewKind.PAPERS, **columns: Any) -> Review:
    columns.setdefault("state", ReviewState.OPEN)
    return Review.objects.create(nomination=case, reviewer=reviewer, kind=kind, assigned_at=NOW, **columns)


def scored(review: Review, actor: Actor, comment: str = "做法扎实。", **answers: Answer) -> Any:
    """Every item answered, with a word on each."""
    given = {code: Given(each, comment) for code, each in (answers or FULL).items()}
    return services.answer_items(review.pk, given, actor=actor, now=NOW)


def build_panel(world: World, people: int = 4, **columns: Any) -> Panel:
    """Three cases, so many reviewers, nobody assigned yet."""
    columns.setdefault("seed", SEED)
    round = a_round(world.office, reviewers_per_case=2, **columns)
    cases = [in_review(round, site) for site in world.sites]
    reviewers = [a_reviewer(round, f"r{number}") for number in range(people)]
    return Panel(world, round, cases, reviewers)
