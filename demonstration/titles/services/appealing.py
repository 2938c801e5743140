"""申请复核: a site asks that a decision be looked at again; somebody who took no part in it answers."""

from __future__ import annotations

from datetime import date, datetime

from django.db import IntegrityError, transaction

from core.actor import SYSTEM, Actor
from core.audit import record
from core.clock import LEGAL_ZONE
from core.many import give_keys
from core.words import chinese_day
from core.workflow import TransitionRefused, attempt
from demonstration.models import (
    Appeal,
    AppealState,
    Designation,
    Nomination,
    NominationState,
    RoundGrade,
)
from demonstration.nominating.transitions import NOMINATION
from demonstration.titles.policy import APPEALS
from demonstration.titles.selectors import appealable_event, last_publicity, upheld_against, who_decided
from demonstration.titles.services.changing import restore_title
from demonstration.titles.services.telling import tell_of_appeal
from demonstration.titles.term import Term, term_from
from demonstration.titles.transitions import APPEAL
from rulebook.selectors import load_calendar, measure_of
from sites.text_guard import guarded_text

ASKED_ALREADY = "同一事项已经申请过复核,不能重复申请。请在“申请复核”中查看。"
NOTHING_TO_ASK = "没有可以申请复核的事项:只有未入选或不予命名的申报、降低等次和取消资格可以申请复核。"


#: How a nomination ended that can be asked about.
ENDED_WITHOUT = (NominationState.UNSELECTED, NominationState.EXCLUDED)


def told_on(nomination: Nomination) -> date | None:
    """The day on which its end was told: the list was posted, or an objection upheld; none where there is nothing to ask.

    Before, nobody is told, and asking must not tell either.
    """
    moment = None
    if nomination.state == NominationState.EXCLUDED:
        upheld = upheld_against(nomination)
        moment = upheld.answered_at if upheld else None
    elif nomination.state == NominationState.UNSELECTED:
        publicity = last_publicity(nomination.round)
        moment = publicity.posted_at if publicity else None
    return moment.astimezone(LEGAL_ZONE).date() if moment else None


def term_of(pack_id: int | None, told: date) -> Term:
    return term_from(measure_of(pack_id) if pack_id else None, told, load_calendar())


def ask_about_nomination(nomination: Nomination, reason: str, *, actor: Actor, now: datetime) -> Appeal:
    """Raises ``NotAllowed``, ``TransitionRefused`` unless it ended below the line or was taken off, and after the term."""
    row = Appeal(nomination=nomination, site=nomination.site)
    with attempt(actor, "appeal.ask", nomination, now=now, label="申请复核"):
        APPEALS.require(actor, "ask", row)
        told = told_on(nomination)
        if told is None:
            raise TransitionRefused(NOTHING_TO_ASK)
        return _ask(row, nomination.round.pack_id, told, who_decided(nomination), reason, actor, now)


def ask_about_title(title: Designation, reason: str, *, actor: Actor, now: datetime) -> Appeal:
    """About the last thing that became of it."""
    event = appealable_event(title)
    row = Appeal(event=event, site=title.site)
    with attempt(actor, "appeal.ask", title, now=now, label="申请复核"):
        APPEALS.require(actor, "ask", row)
        if event is None:
            raise TransitionRefused(NOTHING_TO_ASK)
        deciders = [event.by_id] if event.by_id else []
        return _ask(row, title.pack_id, event.on, deciders, reason, actor, now)


def _ask(
    row: Appeal,
    pack_id: int | None,
    told: date,
    deciders: list[int],
    reason: str,
    actor: Actor,
    now: datetime,
) -> Appeal:
    term = term_of(pack_id, told)
    today = now.astimezone(LEGAL_ZONE).date()
    if term.is_over(today):
        raise TransitionRefused(
            f"申请复核的期限({term.words})已于{chinese_day(term.last_day)}届满,不能再申请。"
        )
    row.reason = guarded_text("申请理由", reason, keep_lines=True)[:800]
    if not row.reason:
        raise TransitionRefused("请填写申请理由。")
    row.state, row.deciders = AppealState.ASKED, deciders
    row.asked_by, row.asked_by_id, row.asked_at = actor.name, actor.id, now
    row.due_on = term_of(pack_id, today).last_day
    give_keys([row])
    row.number = f"FH{now.year}-{row.pk:06d}"
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        raise TransitionRefused(ASKED_ALREADY) from None
    record(actor, "appeal.ask", row, now=now, label="申请复核", after=row.state)
    return row


def withdraw_appeal(key: int, *, actor: Actor, now: datetime, seen: int | None = None) -> Appeal:
    with APPEAL.step(key, "withdraw", actor=actor, now=now, seen=seen) as step:
        pass
    return step.row


def answer_appeal(
    key: int,
    reply: str,
    *,
    changes: bool,
    grade_id: int | None = None,
    actor: Actor,
    now: datetime,
    seen: int | None = None,
) -> Appeal:
    """Kept, or changed: a title is given back, a nomination joins the list with ``grade_id`` and waits for a notice.

    Raises ``NotAllowed`` for whoever took part in the decision, ``NoteMissing`` without words.
    """
    with APPEAL.step(
        key,
        "change" if changes else "keep",
        actor=actor,
        now=now,
        note=reply,
        seen=seen,
        reply=lambda row: guarded_text("复核意见", reply, keep_lines=True),
        answered_by=actor.name,
        answered_at=now,
    ) as step:
        row = step.row
        if changes and row.event is not None:
            restore_title(row.event, row.reply[:300], actor=actor, now=now)
        elif changes and row.nomination is not None:
            _readmit(row.nomination, grade_id, now)
        tell_of_appeal(row, row.state_label + "。", actor, now)
    return row


def _readmit(nomination: Nomination, grade_id: int | None, now: datetime) -> None:
    grades = RoundGrade.objects.filter(round=nomination.round_id, is_reserve=False)
    grade = grades.filter(pk=grade_id).first() if grade_id else None
    if grade is None or grade.site_type not in ("", nomination.site_type):
        raise TransitionRefused("撤销原决定时请选择列入哪个等次。")
    with NOMINATION.step(nomination.pk, "readmit", actor=SYSTEM, now=now, grade_id=grade.pk, updated_at=now):
        pass
