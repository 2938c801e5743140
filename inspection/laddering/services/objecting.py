"""The keeper says why it should not follow; until that is answered nobody signs."""

from __future__ import annotations

from datetime import datetime

from core.actor import Actor
from inspection.laddering.services.telling import tell_keepers, tell_signers
from inspection.laddering.transitions import CONSEQUENCE
from inspection.models import Consequence


def object_to(key: int, *, actor: Actor, now: datetime, note: str, seen: int | None = None) -> Consequence:
    """Raises ``NotAllowed``, ``TransitionRefused``, ``NoteMissing``."""
    with CONSEQUENCE.step(
        key,
        "object",
        actor=actor,
        now=now,
        note=note,
        seen=seen,
        objection=note,
        objected_by_id=actor.id,
        objected_at=now,
        answer="",
        updated_at=now,
    ) as step:
        tell_signers(step.row, f"对拟{step.row.action_label}提出异议,请答复", actor, now)
    return step.row


def keep_consequence(
    key: int, *, actor: Actor, now: datetime, note: str, seen: int | None = None
) -> Consequence:
    """The objection is answered and the consequence stands; its notice does not begin anew."""
    with CONSEQUENCE.step(
        key,
        "keep",
        actor=actor,
        now=now,
        note=note,
        seen=seen,
        answer=note,
        answered_by_id=actor.id,
        updated_at=now,
    ) as step:
        tell_keepers(step.row, f"对拟{step.row.action_label}的异议未采纳,请查看答复", actor, now)
    return step.row
