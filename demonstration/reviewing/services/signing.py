"""A reviewer signs, declares whom he is related to, or does not take part."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from core.actor import Actor
from demonstration.models import Reviewer
from demonstration.reviewing.services.conflicts import note_conflicts
from demonstration.reviewing.services.filling import free_places, holding_round_of
from demonstration.reviewing.services.inviting import close_duty
from demonstration.reviewing.transitions import REVIEWER
from demonstration.reviewing.words import statement_text

#: Bodies that one person declares.
MOST_RELATIONS = 20


@dataclass(frozen=True)
class Declared:
    """What the reviewer says of himself: employer with its unified credit code, and bodies he is related to."""

    employer: str = ""
    employer_code: str = ""
    relations: Sequence[str] = ()


def sign_statement(
    reviewer_id: int, declared: Declared, *, actor: Actor, now: datetime, seen: int | None = None
) -> Reviewer:
    """Confidentiality and recusal; from here on cases may be given to this person."""
    with (
        holding_round_of(reviewer_id, "reviewer.sign", actor=actor, now=now),
        REVIEWER.step(reviewer_id, "sign", actor=actor, now=now, seen=seen, signed_at=now) as step,
    ):
        row = step.row
        _declare(row, declared)
        row.statement = statement_text(row.user.name, row.employer, row.relations)
        row.invite_digest = ""
        row.save(update_fields=["statement", "invite_digest"])
        note_conflicts(row.round, now=now, by=actor, reviewers=[row])
    return step.row


def declare_relations(
    reviewer_id: int, declared: Declared, *, actor: Actor, now: datetime, seen: int | None = None
) -> Reviewer:
    """Something was left out, or came up later. Cases that turn out to be barred leave at once."""
    with (
        holding_round_of(reviewer_id, "reviewer.declare", actor=actor, now=now),
        REVIEWER.step(reviewer_id, "declare", actor=actor, now=now, seen=seen) as step,
    ):
        row = step.row
        _declare(row, declared)
        row.statement = statement_text(row.user.name, row.employer, row.relations)
        row.save(update_fields=["statement"])
        note_conflicts(row.round, now=now, by=actor, reviewers=[row])
    return step.row


def decline_invitation(
    reviewer_id: int, *, note: str, actor: Actor, now: datetime, seen: int | None = None
) -> Reviewer:
    """Does not take part, or no longer; what was not handed in goes to others."""
    with (
        holding_round_of(reviewer_id, "reviewer.decline", actor=actor, now=now),
        REVIEWER.step(
            reviewer_id, "decline", actor=actor, now=now, note=note, seen=seen, invite_digest=""
        ) as step,
    ):
        free_places(step.row, now=now, by=actor)
        close_duty(step.row, actor, now)
    return step.row


def take_back_invitation(
    reviewer_id: int, *, note: str, actor: Actor, now: datetime, seen: int | None = None
) -> Reviewer:
    """The city does without this person; what was not handed in goes to others."""
    with (
        holding_round_of(reviewer_id, "reviewer.take_back", actor=actor, now=now),
        REVIEWER.step(
            reviewer_id,
            "take_back",
            actor=actor,
            now=now,
            note=note,
            seen=seen,
            invite_digest="",
            ended_at=now,
        ) as step,
    ):
        free_places(step.row, now=now, by=actor)
        close_duty(step.row, actor, now)
    return step.row


def _declare(row: Reviewer, declared: Declared) -> None:
    row.employer = declared.employer or row.employer
    row.employer_code = declared.employer_code or row.employer_code
    row.relations = [each for each in dict.fromkeys(declared.relations) if each][:MOST_RELATIONS]
    row.save(update_fields=["employer", "employer_code", "relations"])
