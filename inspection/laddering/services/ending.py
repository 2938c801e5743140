"""A consequence falls with its causes, is taken back by a person, is undone, or is settled by what it led to."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from functools import partial

from core.actor import SYSTEM, Actor
from core.clock import LEGAL_ZONE
from core.registry import LADDER_HANDLERS, Decided
from core.workflow import Overtaken, TransitionRefused, attempt
from inspection.laddering.selectors import (
    cancellations_after,
    idle_proposals,
    led_to,
    open_on,
    signed_for,
    still_leading,
    why_fallen,
)
from inspection.laddering.services.holding import hold_sites
from inspection.laddering.services.telling import tell_keepers, tell_signers
from inspection.laddering.states import ConsequenceState
from inspection.laddering.transitions import CONSEQUENCE
from inspection.models import Consequence

IDLE = "{},不再取消"
GROUND_GONE = "{}。请核对已签批的注销备案,不再注销的,请撤回注销备案案件"
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
    """恢复挂牌: what the signature closed is opened again, as the app that closed it does. Holds the site first, as a batch does."""
    about = Consequence.objects.select_related("site").get(pk=key)
    fields = {"is_spared": True, "ended_at": now, "ending": note, "updated_at": now}
    with attempt(actor, "consequence.lift", about, now=now, label=CONSEQUENCE.edges["lift"].label):
        hold_sites([about.site_id])
        with CONSEQUENCE.step(key, "lift", actor=actor, now=now, note=note, seen=seen, **fields) as step:
            row = step.row
            handler = LADDER_HANDLERS.get(row.action)
            if handler is not None and handler.undo is not None:
                handler.undo(row.site_id, row.outcome_key, actor, now)
            tell_keepers(row, "已恢复挂牌", actor, now)
    return row


def fall_through(led: Iterable[int], words: str, *, now: datetime) -> int:
    """What the signatures led to came to nothing: the site and its branch are told, and the rung counts anew from today."""
    return _undone(led, "fall_through", words, now)


def overturn_consequences(site: int, action: str, key: str, words: str, *, now: datetime) -> int:
    """What was settled as taken was given back on appeal: nothing further follows from it, and the rung counts anew.

    A cancellation that was signed since stays the case of its branch: whoever signed hears that a ground of it is gone.
    """
    settled = Consequence.objects.filter(
        site=site, action=action, outcome_key=key, state=ConsequenceState.SETTLED
    )
    keys = list(settled.order_by("pk").values_list("pk", flat=True))
    for row in cancellations_after(keys):
        tell_signers(row, GROUND_GONE.format(words), SYSTEM, now)
    return _undone(keys, "overturn", words, now)


def drop_idle_proposals(*, now: datetime) -> int:
    """A title whose loss was signed for, while the orders behind it are over: there is nothing left to decide."""
    return sum(_unless_overtaken(partial(_drop_idle, row, now)) for row in idle_proposals())


def _drop_idle(row: Consequence, now: datetime) -> int:
    return fall_through([row.pk], IDLE.format(_orders_of(row)), now=now)


def _unless_overtaken(work: Callable[[], int]) -> int:
    """Another machine or a meeting was first: there is nothing left to do, and the others are not held up."""
    try:
        return work()
    except Overtaken:
        return 0


def settle_decided(*, now: datetime) -> int:
    """What was signed in the moment in which it was decided elsewhere: who decided did not see the signature yet."""
    done = 0
    for action, handler in LADDER_HANDLERS.items():
        if handler.decided is None:
            continue
        rows = list(signed_for(action))
        found = handler.decided({row.outcome_key for row in rows})
        decided = [(row, found[row.outcome_key]) for row in rows if row.outcome_key in found]
        done += sum(_unless_overtaken(partial(_follow_decision, row, how, now)) for row, how in decided)
    return done


def _follow_decision(row: Consequence, how: Decided, now: datetime) -> int:
    site, action, key = row.site_id, row.action, row.outcome_key
    if how.is_taken:
        return settle_consequences([site], action, how.words, now=now, key=key)
    return fall_through(led_to(site, action, key).values_list("pk", flat=True), how.words, now=now)


def _orders_of(row: Consequence) -> str:
    return ";".join(f"{cause.order} {cause.order.state_label}" for cause in row.causes.all() if cause.order)


def _undone(rows: Iterable[int], action: str, words: str, now: datetime) -> int:
    keys = list(rows)
    for key in keys:
        with CONSEQUENCE.step(
            key,
            action,
            actor=SYSTEM,
            now=now,
            note=words,
            is_spared=True,
            ended_at=now,
            ending=words,
            updated_at=now,
        ) as step:
            tell_keepers(step.row, f"{step.row.action_label}:{words}", SYSTEM, now)
    return len(keys)


def settle_consequences(
    sites: Iterable[int], action: str, words: str, *, now: datetime, key: str = ""
) -> int:
    """What was signed was decided where it belongs: by a meeting over the title, by the case over the filing. ``key``: what
    the signature led to, where a site may have several.
    """
    rows = open_on(sites, action).order_by("pk")
    keys = list((rows.filter(outcome_key=key) if key else rows).values_list("pk", flat=True))
    for pk in keys:
        with CONSEQUENCE.step(
            pk, "settle", actor=SYSTEM, now=now, note=words, ended_at=now, ending=words, updated_at=now
        ) as step:
            tell_signers(step.row, words, SYSTEM, now, urgent=False)
    return len(keys)
