"""A person signs, one or many; each stands for itself, and the app that owns the rung carries it out at once."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import DatabaseError, transaction

from core.actor import Actor
from core.audit import record
from core.clock import LEGAL_ZONE
from core.policy import NotAllowed
from core.registry import LADDER_HANDLERS, LadderHandler, Signed
from core.words import chinese_day
from core.workflow import TransitionRefused, attempt
from inspection.laddering.climbing import Cause
from inspection.laddering.selectors import causes_of, mended_since, still_leading, why_fallen
from inspection.laddering.services.holding import hold_findings, hold_sites
from inspection.laddering.services.telling import tell_keepers
from inspection.laddering.states import FINDING
from inspection.laddering.transitions import CONSEQUENCE
from inspection.models import Consequence, Finding, Rectification
from inspection.watching.services.setting_aside import may_come_from_a_row
from inspection.watching.words import inputs_words
from rulebook.choices import LadderAction

logger = logging.getLogger(__name__)

GONE = "{},不能签批。系统随后自动撤下这项措施。"
RESTS = "{},现在不能签批。复查不通过或者不同意延期的,可以再签批。"
MENDED = "“{}”已经办理到位,不能签批。系统次日凌晨核对后撤下这项措施。"
UNREADABLE = "阵地的资料无法检查,现在不能签批。请核对其资料,更正后再签批。"
NOBODY = "没有办理这项措施的程序,请联系系统管理员。"
REMEDY = "按要求办理到位,经核实不再存在该问题"


@dataclass(frozen=True)
class Picked:
    """One consequence and the revision that was looked at."""

    key: int
    seen: int


@dataclass(frozen=True)
class Result:
    """What became of one of many. ``refused``: why it was not signed; empty when it was."""

    key: int
    name: str
    words: str = ""
    url: str = ""
    refused: str = ""


def sign_together(picked: Iterable[Picked], *, actor: Actor, now: datetime, note: str = "") -> list[Result]:
    """Each in its own savepoint, in the order of keys; one that is refused holds up no other.

    All of the sites are held from the beginning, in the order in which the nightly job holds them. All of it is one attempt:
    what is refused within is recorded by ``_sign_one`` alone, whether a form sent it or not.
    """
    wanted = sorted(picked, key=lambda one: one.key)
    with attempt(actor, "consequence.sign", Consequence, now=now, label="签批"):
        sites = Consequence.objects.filter(pk__in=[each.key for each in wanted]).values("site")
        hold_sites(sites)
        hold_findings(sites)
        return [_sign_one(each, actor, now, note) for each in wanted]


def _sign_one(each: Picked, actor: Actor, now: datetime, note: str) -> Result:
    row = Consequence.objects.select_related("site").get(pk=each.key)
    name = str(row)
    try:
        row = sign_consequence(each.key, actor=actor, now=now, note=note, seen=each.seen)
    except (NotAllowed, TransitionRefused) as refusal:
        why = refusal.reason
        record(actor, "consequence.sign", row, now=now, label="签批", note=why, outcome="refused")
        return Result(each.key, name, refused=why)
    return Result(each.key, name, row.outcome, row.outcome_url)


def sign_consequence(
    key: int, *, actor: Actor, now: datetime, note: str = "", seen: int | None = None
) -> Consequence:
    """Raises ``NotAllowed``, ``TransitionRefused`` before its day, without its causes, or where it cannot be carried out."""
    with CONSEQUENCE.step(
        key,
        "sign",
        actor=actor,
        now=now,
        note=note,
        seen=seen,
        signed_by_id=actor.id,
        office=actor.office,
        signed_at=now,
        updated_at=now,
    ) as step:
        row, today = step.row, now.astimezone(LEGAL_ZONE).date()
        _require_day(row, today)
        left = _held_causes(row, today)
        handler = _handler_of(row)
        done = handler.carry_out(_signed(row, left), actor, now)
        row.outcome, row.outcome_url, row.outcome_key = done.words, done.url, done.key
        if row.action == LadderAction.RECTIFY:
            row.order = Rectification.objects.get(number=done.key)
        row.save(update_fields=["outcome", "outcome_url", "outcome_key", "order"])
        step.details["outcome"] = done.words
        step.changes["理由"] = ("", ";".join(cause.title for cause in left))
        if row.action != LadderAction.RECTIFY:
            tell_keepers(row, f"已签批{row.action_label}。{done.words}", actor, now)
    return row


def _require_day(row: Consequence, today: date) -> None:
    if row.earliest_on is None or today < row.earliest_on:
        day = chinese_day(row.earliest_on) if row.earliest_on else "—"
        raise TransitionRefused(f"告知期未满,最早{day}才能签批。")


def _held_causes(row: Consequence, today: date) -> tuple[Cause, ...]:
    """The causes that still lead to this rung, with their rows held: whatever would end them waits, or was before.

    What was mended since the night leads to nothing. Raises ``TransitionRefused`` when none is left, so that no rung is
    skipped and none outlives what it rests on.
    """
    _hold_causes(row)
    told = still_leading(row, today)
    if not told:
        raise TransitionRefused(GONE.format(why_fallen(row, today)))
    leads_on = [cause for cause in told if not cause.stopped]
    if not leads_on:
        raise TransitionRefused(RESTS.format(";".join(f"{cause.title}:{cause.stopped}" for cause in told)))
    gone = _mended(row, leads_on, today)
    left = tuple(cause for cause in leads_on if cause.kind != FINDING or cause.key not in gone)
    if not left:
        raise TransitionRefused(MENDED.format("、".join(cause.title for cause in leads_on)))
    return left


def _mended(row: Consequence, causes: Iterable[Cause], today: date) -> frozenset[int]:
    """Facts that make the check itself fail stop this one alone: nobody knows whether the problem still stands."""
    try:
        with transaction.atomic():
            return mended_since(causes, today)
    except DatabaseError as error:
        if not may_come_from_a_row(error):
            raise
        logger.warning("the facts of site %s could not be checked", row.site_id, exc_info=True)
        raise TransitionRefused(UNREADABLE) from error


def _hold_causes(row: Consequence) -> None:
    causes = causes_of(row)
    orders = [cause.order_id for cause in causes if cause.order_id]
    findings = [cause.finding_id for cause in causes if cause.finding_id]
    list(Rectification.objects.select_for_update(of=("self",)).filter(pk__in=orders).order_by("pk"))
    hold_findings([row.site_id], findings)


def _handler_of(row: Consequence) -> LadderHandler:
    handler = LADDER_HANDLERS.get(row.action)
    if handler is None:
        raise TransitionRefused(NOBODY)
    return handler


def _signed(row: Consequence, causes: Iterable[Cause]) -> Signed:
    """What the app that carries it out is told."""
    found = list(causes)
    told = tuple(_problem(cause) for cause in found)
    reason = f"{row.action_label}:{';'.join(cause.title for cause in found)}"
    return Signed(row.site_id, row.pk, reason, told)


def _problem(cause: Cause) -> tuple[str, str]:
    """What is wrong, with the days and numbers that it rests on, and what would end it, as the check says."""
    if cause.kind != FINDING:
        return cause.title, ""
    finding = Finding.objects.get(pk=cause.key)
    check, facts = finding.check_of, inputs_words(finding)
    remedy = check.remedy if check is not None and check.remedy else REMEDY
    return f"{cause.title}({facts})" if facts else cause.title, remedy
