"""Who may do what with a reviewer and with a review, in which situation: every cell of two hand-written tables."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product
from typing import Any

import pytest
from django.db import transaction

from core.actor import NOBODY, SYSTEM, Actor
from core.models import AuditEntry
from core.policy import NotAllowed
from core.workflow import TransitionRefused
from demonstration.models import (
    Conflict,
    Nomination,
    NominationState,
    Reviewer,
    ReviewerState,
    ReviewState,
    Round,
    RoundState,
)
from demonstration.reviewing import services
from demonstration.reviewing.services import Declared
from demonstration.reviewing.transitions import REVIEW, REVIEWER
from inspection.assessing.services import Given
from rulebook.outcome import Answer
from tests.accounts.phones import having
from tests.demonstration.reviewing.panels import Panel, a_reviewer, given_to, scored
from tests.factories import NOW, actor_of, build_tree, person

pytestmark = [pytest.mark.django_db, pytest.mark.once]

Act = Callable[[Any, Actor], object]

#: The officers of the issuing union, with and without the right to decide.
LEADS = {"city", "city_plain"}
OWN = {"own"}

#: Situation → act → who may. What is not written here is refused.
REVIEWERS: dict[str, dict[str, set[str]]] = {
    "invited": {"renew": LEADS, "take_back": LEADS, "reset_factor": LEADS, "sign": OWN, "decline": OWN},
    "signed": {"take_back": LEADS, "reset_factor": LEADS, "declare": OWN, "decline": OWN},
    "signed_all_scored": {
        "take_back": LEADS,
        "reset_factor": LEADS,
        "declare": OWN,
        "decline": OWN,
        "hand_in": OWN,
    },
    "signed_late": {"take_back": LEADS},
    "declined": {"renew": LEADS},
    "ended": {},
}

REVIEWER_ACTS: dict[str, Act] = {
    "renew": lambda row, actor: services.renew_invitation(row.pk, actor=actor, now=NOW),
    "take_back": lambda row, actor: services.take_back_invitation(row.pk, note="换人", actor=actor, now=NOW),
    "reset_factor": lambda row, actor: services.reset_second_factor(
        row.pk, note="手机丢失", actor=actor, now=NOW
    ),
    "sign": lambda row, actor: services.sign_statement(row.pk, Declared("大学"), actor=actor, now=NOW),
    "declare": lambda row, actor: services.declare_relations(row.pk, Declared("大学"), actor=actor, now=NOW),
    "decline": lambda row, actor: services.decline_invitation(row.pk, note="出差", actor=actor, now=NOW),
    "hand_in": lambda row, actor: services.submit_reviews(row.pk, actor=actor, now=NOW),
}

REVIEWS: dict[str, dict[str, set[str]]] = {
    "open": {"answer": OWN, "comment": OWN, "recuse": OWN},
    "submitted": {},
    "recused": {},
    "released": {},
    "open_barred": {"recuse": OWN},
    "open_unsigned": {},
    "open_round_over": {},
    "open_nomination_gone": {"recuse": OWN},
}

REVIEW_ACTS: dict[str, Act] = {
    "answer": lambda row, actor: services.answer_items(
        row.pk, {"A1": Given(Answer(level="none"))}, actor=actor, now=NOW
    ),
    "comment": lambda row, actor: services.comment_on(row.pk, "扎实", actor=actor, now=NOW),
    "recuse": lambda row, actor: services.recuse_from(row.pk, note="亲属", actor=actor, now=NOW),
}


@pytest.fixture
def actors(panel: Panel) -> dict[str, Actor]:
    office, tree = panel.office, panel.office.tree
    people = {
        "city": office.city,
        "city_plain": person("plain", "city", tree.city, rights={"decide": False}),
        "district": office.district,
        "keeper": office.keeper,
        "other_reviewer": panel.reviewers[3].user,
        "other_city": person("c9", "city", build_tree("外", governs=False).city),
        "auditor": person("auditor", "auditor", tree.city),
        "finance": person("finance", "finance", tree.city),
        "administrator": person("admin", "administrator", tree.city),
    }
    return {name: actor_of(user) for name, user in people.items()} | {"nobody": NOBODY, "system": SYSTEM}


def answer_to(act: Act, row: Any, actor: Actor) -> tuple[str, int]:
    """``done``, ``403`` or ``409``, and the refused attempts told; undone again."""
    with transaction.atomic():
        before = AuditEntry.objects.filter(outcome="refused").count()
        try:
            act(row, actor)
            answer = "done"
        except NotAllowed:
            answer = "403"
        except TransitionRefused:
            answer = "409"
        told = AuditEntry.objects.filter(outcome="refused").count() - before
        transaction.set_rollback(True)
    return answer, told


def wrong_cells(
    table: dict[str, dict[str, set[str]]],
    acts: dict[str, Act],
    rows: dict[str, Any],
    actors: dict[str, Actor],
    own: Callable[[Any], Actor],
) -> list[tuple[str, str, str, str]]:
    wrong = []
    for situation, act, role in product(table, acts, [*actors, "own"]):
        row = rows[situation]
        actor = own(row) if role == "own" else actors[role]
        allowed = role in table[situation].get(act, set())
        answer, told = answer_to(acts[act], row, actor)
        if (answer == "done") is not allowed or told != (0 if allowed else 1):
            wrong.append((situation, act, role, answer))
    return wrong


def test_every_act_of_every_role_on_a_reviewer(panel: Panel, actors: dict[str, Actor]) -> None:
    rows = {
        "invited": a_reviewer(panel.round, "m1", ReviewerState.INVITED),
        "signed": panel.reviewers[0],
        "signed_all_scored": panel.reviewers[1],
        "signed_late": panel.reviewers[2],
        "declined": a_reviewer(panel.round, "m2", ReviewerState.DECLINED),
        "ended": a_reviewer(panel.round, "m3", ReviewerState.ENDED),
    }
    scored(given_to(panel.cases[0], panel.reviewers[1]), panel.actor(1))
    other = Round.objects.get(pk=panel.round.pk)
    other.pk, other.document_number = None, "另一轮"
    other._state.adding = True
    other.save(force_insert=True)
    Round.objects.filter(pk=other.pk).update(state=RoundState.DROPPED)
    Reviewer.objects.filter(pk=rows["signed_late"].pk).update(round=other)
    for row in rows.values():
        having(row.user)
    assert wrong_cells(REVIEWERS, REVIEWER_ACTS, rows, actors, lambda row: actor_of(row.user)) == []


def test_every_act_of_every_role_on_a_review(panel: Panel, actors: dict[str, Actor]) -> None:
    duty = panel.reviewers[0]
    unsigned = a_reviewer(panel.round, "m1", ReviewerState.INVITED)
    gone = Nomination.objects.get(pk=panel.cases[2].pk)
    rows = {
        "open": given_to(panel.cases[0], duty),
        "submitted": given_to(panel.cases[0], panel.reviewers[1], state=ReviewState.SUBMITTED, total=500),
        "recused": given_to(panel.cases[0], panel.reviewers[2], state=ReviewState.RECUSED),
        "released": given_to(panel.cases[0], panel.reviewers[3], state=ReviewState.RELEASED),
        "open_barred": given_to(panel.cases[1], duty),
        "open_unsigned": given_to(panel.cases[1], unsigned),
        "open_nomination_gone": given_to(gone, duty),
        "open_round_over": given_to(panel.cases[1], panel.reviewers[1]),
    }
    actors = {name: actor for name, actor in actors.items() if name != "other_reviewer"}
    actors["other_reviewer"] = actor_of(a_reviewer(panel.round, "m2").user)
    Conflict.objects.create(
        user=duty.user,
        nomination=panel.cases[1],
        source="entered",
        reason="x",
        entered_by="x",
        entered_at=NOW,
    )
    Nomination.objects.filter(pk=gone.pk).update(state=NominationState.WITHDRAWN)
    wrong = wrong_cells(
        {name: acts for name, acts in REVIEWS.items() if name != "open_round_over"},
        REVIEW_ACTS,
        rows,
        actors,
        lambda row: actor_of(row.reviewer.user),
    )
    Round.objects.filter(pk=panel.round.pk).update(state=RoundState.DROPPED)
    wrong += wrong_cells(
        {"open_round_over": REVIEWS["open_round_over"]},
        REVIEW_ACTS,
        rows,
        actors,
        lambda row: actor_of(row.reviewer.user),
    )
    assert wrong == []


def test_the_tables_leave_no_edge_out() -> None:
    """What only follows from another act is written here by hand."""
    assert set(REVIEWER.edges) == {*REVIEWER_ACTS, "accept", "end"}
    follows = {"bar", "release", "give_again", "submit"}
    assert set(REVIEW.edges) == ({*REVIEW_ACTS} - {"comment"}) | follows
