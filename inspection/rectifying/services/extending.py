"""The site asks for more time with its reason; the union that gave the order answers with the new day."""

from __future__ import annotations

from datetime import date, datetime

from core.actor import Actor
from core.clock import LEGAL_ZONE
from core.words import chinese_day
from core.workflow import Step, TransitionRefused
from inspection.models import Extension, Rectification
from inspection.rectifying.deadlines import why_not_until
from inspection.rectifying.next_steps import clock_of
from inspection.rectifying.services.telling import tell_menders, tell_orderers
from inspection.rectifying.states import ExtensionVerdict
from inspection.rectifying.transitions import ORDER

TOO_LATE = "整改期限已过,不能再申请延期。请抓紧整改并提交,或与下达整改的工会联系。"

#: The answer to a request that nobody can answer any more.
REPORTED = "整改不到位,已上报市总工会核定,不再延期。"


def ask_longer(
    order_id: int, wished_on: date, reason: str, *, actor: Actor, now: datetime, seen: int | None = None
) -> Extension:
    """Asked before the day has passed. Raises ``TransitionRefused`` with what stands."""
    with ORDER.step(
        order_id, "ask_longer", actor=actor, now=now, note=reason, seen=seen, updated_at=now
    ) as step:
        order = step.row
        if clock_of(order, now).is_late:
            raise TransitionRefused(TOO_LATE)
        _require_later(order, wished_on, now)
        row = Extension.objects.create(
            order=order, reason=reason, wished_on=wished_on, asked_by_id=actor.key, asked_at=now
        )
        step.changes["申请延至"] = (chinese_day(order.due_on), chinese_day(wished_on))
        tell_orderers(order, f"申请延期至{chinese_day(wished_on)},请答复", actor, now)
    return row


def grant_longer(
    order_id: int,
    granted_on: date,
    words: str = "",
    *,
    actor: Actor,
    now: datetime,
    seen: int | None = None,
) -> Rectification:
    """The order is due on the new day; what was told of the old one is forgotten."""
    with ORDER.step(
        order_id, "grant_longer", actor=actor, now=now, note=words, seen=seen, updated_at=now
    ) as step:
        order = step.row
        _require_later(order, granted_on, now)
        _answer(order, ExtensionVerdict.GRANTED, words, actor, now, granted_on)
        step.changes["整改期限"] = (chinese_day(order.due_on), chinese_day(granted_on))
        order.due_on, order.due_is_provisional, order.lapsed_at = granted_on, False, None
        order.save(update_fields=["due_on", "due_is_provisional", "lapsed_at"])
        tell_menders(order, f"同意延期至{chinese_day(granted_on)}", actor, now)
    return order


def refuse_longer(
    order_id: int, words: str, *, actor: Actor, now: datetime, seen: int | None = None
) -> Rectification:
    """The day stands as it was, and the reason is told."""
    with ORDER.step(
        order_id, "refuse_longer", actor=actor, now=now, note=words, seen=seen, updated_at=now
    ) as step:
        _answer(step.row, ExtensionVerdict.REFUSED, words, actor, now)
        tell_menders(step.row, f"没有同意延期,期限仍为{chinese_day(step.row.due_on)}", actor, now)
    return step.row


def refuse_as_reported(step: Step[Rectification], actor: Actor, now: datetime) -> None:
    """Within a step that reports the order up: nobody answers a request after that, and it would hold up the ladder for ever."""
    if step.row.extensions.filter(verdict="").exists():
        _answer(step.row, ExtensionVerdict.REFUSED, REPORTED, actor, now)
        step.changes["延期申请"] = ("待答复", str(ExtensionVerdict.REFUSED.label))
        tell_menders(step.row, f"没有同意延期:{REPORTED.removesuffix('。')}", actor, now)


def _answer(
    order: Rectification,
    verdict: str,
    words: str,
    actor: Actor,
    now: datetime,
    granted_on: date | None = None,
) -> None:
    row = order.extensions.get(verdict="")
    row.verdict, row.answer, row.granted_on = verdict, words, granted_on
    row.answered_by_id, row.answered_at = actor.key, now
    row.save(update_fields=["verdict", "answer", "granted_on", "answered_by", "answered_at"])


def _require_later(order: Rectification, day: date, now: datetime) -> None:
    if problem := why_not_until(order.due_on, day, now.astimezone(LEGAL_ZONE).date()):
        raise TransitionRefused(problem)
