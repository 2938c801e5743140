"""《关于命名…的决定》: who stood on a notice whose days are over gets the title; all of one act, or none."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from core.actor import Actor
from core.canonical import canonical_json
from core.clock import LEGAL_ZONE
from core.workflow import TransitionRefused
from demonstration.models import (
    Designation,
    Meeting,
    NamingDecision,
    PublicityEntry,
    PublicityState,
    Round,
)
from demonstration.rounds.hooks import follow
from demonstration.rounds.meetings import refuse_before_call
from demonstration.rounds.transitions import ROUND
from demonstration.titles.selectors import last_publicity, to_name
from demonstration.titles.services.giving import give_titles
from demonstration.titles.services.meeting import Told, meeting_of
from sites.text_guard import guarded_text

NOBODY_READY = "没有可以命名的阵地:名单为空,或者都有异议没有答复。"
NOT_POSTED = "还没有期满的公示,不能作出命名决定。"


@dataclass(frozen=True)
class Decided:
    """What the officer writes. A supplementary act keeps the number of the decision and needs no text."""

    document_number: str
    decided_on: date
    meeting: Told
    title: str = ""
    body: str = ""


def name_round(
    key: int, told: Decided, *, actor: Actor, now: datetime, seen: int | None = None
) -> list[Designation]:
    """Names everybody who is ready; who is held by an objection follows by ``name_more``.

    Raises ``TransitionRefused`` before the end of the publicity, without a meeting, or where nobody is ready.
    """
    with ROUND.step(key, "name", actor=actor, now=now, seen=seen) as step:
        row = step.row
        ready = _ready(row, told.decided_on, now)
        meeting = _meeting(row, told.meeting, told.decided_on, actor, now)
        decision = _decision(row, told, meeting, ready, actor, now)
        given = [
            give_titles(row, entry.nomination, decision, meeting, told.decided_on, actor, now)
            for entry in ready
        ]
        step.details.update(decision=decision.pk, titles=len(given), digest=decision.digest)
        follow(row, step.before, actor=actor, now=now)
    return given


def name_more(
    key: int, decided_on: date, meeting: Told, *, actor: Actor, now: datetime, seen: int | None = None
) -> list[Designation]:
    """Names those whose objection was answered meanwhile, under the number of the decision."""
    with ROUND.step(key, "name_more", actor=actor, now=now, seen=seen) as step:
        row = step.row
        decision = row.decision
        if decided_on < decision.decided_on:
            raise TransitionRefused("补充命名的日期早于命名决定,请核对。")
        ready = _ready(row, decided_on, now)
        rests_on = _meeting(row, meeting, decided_on, actor, now)
        given = [
            give_titles(row, entry.nomination, decision, rests_on, decided_on, actor, now) for entry in ready
        ]
        step.details.update(decision=decision.pk, titles=len(given), meeting=rests_on.pk)
    return given


def _meeting(row: Round, told: Told, decided_on: date, actor: Actor, now: datetime) -> Meeting:
    found = meeting_of(row.issuer_id, told, decided_on=decided_on, actor=actor, now=now)
    refuse_before_call(row, found.held_on, "本次命名")
    return found


def _ready(row: Round, decided_on: date, now: datetime) -> tuple[PublicityEntry, ...]:
    publicity = last_publicity(row)
    if publicity is None or publicity.state != PublicityState.ENDED:
        raise TransitionRefused(NOT_POSTED)
    if decided_on > now.astimezone(LEGAL_ZONE).date():
        raise TransitionRefused("决定日期晚于今天,请核对。")
    ready = to_name(row).ready
    if not ready:
        raise TransitionRefused(NOBODY_READY)
    over = max(entry.publicity.ends_at for entry in ready)
    if decided_on < over.astimezone(LEGAL_ZONE).date():
        raise TransitionRefused("决定日期早于公示期满的日期,请核对。")
    return ready


def _decision(
    row: Round, told: Decided, meeting: Meeting, ready: Iterable[PublicityEntry], actor: Actor, now: datetime
) -> NamingDecision:
    if not told.document_number.strip():
        raise TransitionRefused("请填写决定的文号。")
    number = guarded_text("文号", told.document_number)
    content = canonical_json(
        {
            "round": row.pk,
            "list": row.list_digest,
            "number": number,
            "on": told.decided_on.isoformat(),
            "title": told.title,
            "body": told.body,
            "meeting": [meeting.name, meeting.held_on.isoformat(), meeting.minutes_number],
            "named": [[entry.nomination.number, entry.name, entry.union, entry.grade] for entry in ready],
        }
    )
    return NamingDecision.objects.create(
        round=row,
        document_number=number,
        decided_on=told.decided_on,
        title=guarded_text("标题", told.title),
        body=guarded_text("正文", told.body, keep_lines=True),
        meeting=meeting,
        content=content,
        digest=hashlib.sha256(content.encode()).hexdigest(),
        made_by=actor.name,
        made_at=now,
    )
