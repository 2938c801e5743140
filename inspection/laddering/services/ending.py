"""A consequence falls with its causes, is taken back by a person, is undone, or is settled by what it led to."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from core.actor import SYSTEM, Actor
from core.clock import LEGAL_ZONE
from core.registry import LADDER_HANDLERS
from core.workflow import TransitionRefused
from inspection.laddering.selectors import open_on, still_leading, why_fallen
from inspection.laddering.services.telling import tell_keepers, tell_signers
from inspection.laddering.transitions import CONSEQUENCE
from inspection.models import Consequence

STILL_STANDS = "理由仍然存在,不能自动撤下。"


def drop_consequence(key: int, *, actor: Actor, now: datetime) -> Consequence:
    """Nothing of what it rests on leads to it any more. Raises ``TransitionRefused`` while something does."""
    day = now.astimezone(LEGAL_ZONE).date()
    why = why_fallen(Consequence.objects.get(pk=key), day)
    with CONSEQUENCE.step(
        key, "drop", actor=actor, now=now, note=why, ended_at=now, ending=why, updated_at=now
    ) as step:
        if still_leading(step.row, day):
            raise TransitionRefused(STILL_STANDS)
        tell_keepers(step.row, f"{why},拟{step.row.action_label}的告知已撤下", actor, now, urgent=False)
    return step.row


def withdraw_consequence(
    key: int, *, actor: Actor, now: datetime, note: str, seen: int | None = None
) -> Consequence:
    """A person takes it back; the rung counts anew from today."""
    return _taken_back(key, "withdraw", actor, now, note, seen, "已撤下")


def accept_objection(
    key: int, *, actor: Actor, now: datetime, note: str, seen: int | None = None
) -> Consequence:
    """The keeper was right; the rung counts anew from today."""
    return _taken_back(key, "accept", actor, now, note, seen, "异议已采纳,措施已撤下")


def _taken_back(
    key: int, action: str, actor: Actor, now: datetime, note: str, seen: int | None, told: str
) -> Consequence:
    answered = {"answer": note, "answered_by_id": actor.id} if action == "accept" else {}
    with CONSEQUENCE.step(
        key,
        action,
        actor=actor,
        now=now,
        note=note,
        seen=seen,
        is_spared=True,
        ended_at=now,
        ending=note,
        updated_at=now,
        **answered,
    ) as step:
        tell_keepers(step.row, f"拟{step.row.action_label}:{told}", actor, now)
    return step.row


def lift_consequence(
    key: int, *, actor: Actor, now: datetime, note: str, seen: int | None = None
) -> Consequence:
    """恢复挂牌: what the signature closed is opened again, as the app that closed it does."""
    with CONSEQUENCE.step(
        key,
        "lift",
        actor=actor,
        now=now,
        note=note,
        seen=seen,
        is_spared=True,
        ended_at=now,
        ending=note,
        updated_at=now,
    ) as step:
        row = step.row
        handler = LADDER_HANDLERS.get(row.action)
        if handler is not None and handler.undo is not None:
            handler.undo(row.site_id, row.outcome_key, actor, now)
        tell_keepers(row, "已恢复挂牌", actor, now)
    return row


def fall_through(led: Iterable[int], words: str, *, now: datetime) -> int:
    """What the signatures led to came to nothing: the site and its branch are told, and the rung counts anew from today."""
    keys = list(led)
    for key in keys:
        with CONSEQUENCE.step(
            key,
            "fall_through",
            actor=SYSTEM,
            now=now,
            note=words,
            is_spared=True,
            ended_at=now,
            ending=words,
            updated_at=now,
        ) as step:
            tell_keepers(step.row, f"{step.row.action_label}没有办成:{words}", SYSTEM, now)
    return len(keys)


def settle_consequences(sites: Iterable[int], action: str, words: str, *, now: datetime) -> int:
    """What was signed was decided where it belongs: by a meeting over the title, by the case over the filing."""
    keys = list(open_on(sites, action).order_by("pk").values_list("pk", flat=True))
    for key in keys:
        with CONSEQUENCE.step(
            key, "settle", actor=SYSTEM, now=now, note=words, ended_at=now, ending=words, updated_at=now
        ) as step:
            tell_signers(step.row, words, SYSTEM, now, urgent=False)
    return len(keys)
