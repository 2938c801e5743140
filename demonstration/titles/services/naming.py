"""《关于命名…的决定》: who stood on a notice whose days are over gets the title; all of one act, or none."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from core.actor import SYSTEM, Actor
from core.canonical import canonical_json
from core.clock import LEGAL_ZONE
from core.many import give_keys
from core.workflow import TransitionRefused
from demonstration.models import (
    Designation,
    DesignationState,
    Meeting,
    NamingDecision,
    Nomination,
    PublicityEntry,
    PublicityState,
    Round,
    TitleEvent,
    TitleEventKind,
)
from demonstration.nominating.services.telling import tell_site
from demonstration.nominating.transitions import NOMINATION
from demonstration.rounds.hooks import follow
from demonstration.rounds.transitions import ROUND
from demonstration.titles.certificate import certificate_digest
from demonstration.titles.selectors import last_publicity, to_name
from demonstration.titles.services.honouring import note_honour
from demonstration.titles.services.meeting import Told, meeting_of
from demonstration.titles.services.numbering import draw_plate_number
from demonstration.titles.transitions import TITLE
from demonstration.titles.words import SUPERSEDED, full_name, term_words
from rulebook.workdays import add_months
from sites.codes import make_token
from sites.text_guard import guarded_text
from sites.types import site_type

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
        meeting = meeting_of(row.issuer_id, told.meeting, decided_on=told.decided_on, actor=actor, now=now)
        decision = _decision(row, told, meeting, ready, actor, now)
        given = [
            _give(row, entry.nomination, decision, meeting, told.decided_on, actor, now) for entry in ready
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
        rests_on = meeting_of(row.issuer_id, meeting, decided_on=decided_on, actor=actor, now=now)
        given = [_give(row, entry.nomination, decision, rests_on, decided_on, actor, now) for entry in ready]
        step.details.update(decision=decision.pk, titles=len(given), meeting=rests_on.pk)
    return given


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


def _give(
    round: Round,
    nomination: Nomination,
    decision: NamingDecision,
    meeting: Meeting,
    on: date,
    actor: Actor,
    now: datetime,
) -> Designation:
    _supersede(round, nomination, decision, on, now)
    row = _new_title(round, nomination, decision, on, now)
    TitleEvent.objects.create(
        designation=row,
        kind=TitleEventKind.NAMED,
        on=on,
        grade_after=row.grade,
        ground=f"《{decision.title}》",
        document_number=decision.document_number,
        meeting=meeting,
        by=actor.name,
        by_id=actor.id,
        at=now,
    )
    with NOMINATION.step(nomination.pk, "name", actor=SYSTEM, now=now, updated_at=now) as step:
        step.details["title"] = row.number
        what = f"已命名为“{full_name(row.name, row.grade)}”,有效期{term_words(row)}。"
        tell_site(step.row, what, actor, now)
    note_honour(row, actor=actor, now=now)
    return row


def _new_title(
    round: Round, nomination: Nomination, decision: NamingDecision, on: date, now: datetime
) -> Designation:
    site = nomination.site
    plate = draw_plate_number(
        round.issuer_id, site.district_id or "", site_type(nomination.site_type).number_code, on.year
    )
    row = Designation(
        verify_token=make_token(),
        site=site,
        nomination=nomination,
        decision=decision,
        issuer=round.issuer,
        pack_id=round.pack_id,
        site_type=nomination.site_type,
        name=round.title_name,
        site_name=nomination.site.name,
        level=round.level,
        grade=nomination.grade.name if nomination.grade else "",
        document_number=decision.document_number,
        plate_number=plate,
        valid_from=on,
        valid_until=add_months(on, 12 * round.title_years) - timedelta(days=1),
        created_at=now,
        state=DesignationState.VALID,
    )
    give_keys([row])
    row.number = f"ZS{on.year}-{row.pk:06d}"
    row.digest = certificate_digest(row)
    row.save(force_insert=True)
    return row


def _supersede(
    round: Round, nomination: Nomination, decision: NamingDecision, on: date, now: datetime
) -> None:
    """A title of the same name that still runs ends with the new one: a site never holds the same title twice."""
    held = Designation.objects.filter(
        site=nomination.site_id, name=round.title_name, level=round.level, state=DesignationState.VALID
    )
    for key in list(held.values_list("pk", flat=True)):
        with TITLE.step(key, "lapse", actor=SYSTEM, now=now, ended_on=on, ground=SUPERSEDED) as step:
            TitleEvent.objects.create(
                designation=step.row,
                kind=TitleEventKind.LAPSED,
                on=on,
                grade_before=step.row.grade,
                ground=SUPERSEDED,
                document_number=decision.document_number,
                by=SYSTEM.name,
                at=now,
            )
