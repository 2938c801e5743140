"""What of the ladder waits for this person? What he may sign, objections to answer, what is announced to his sites."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from django.urls import reverse

from accounts.reach import holds
from accounts.roles import Role
from core.actor import Actor
from core.clock import LEGAL_ZONE
from core.registry import Inbox, InboxItem, InboxList, Reader
from core.words import chinese_day
from inspection.laddering.notice_days import answer_due, answer_words
from inspection.laddering.selectors import signs_anywhere, to_answer, to_hear, to_lift, to_sign
from inspection.models import Consequence
from rulebook.provisional import doubt
from rulebook.selectors import load_calendar, measure_in

MOST_LINES = 30


def consequences_inbox(actor: Actor, today: date) -> Iterable[InboxList]:
    if signs_anywhere(actor):
        yield InboxList(to_sign(actor, today), _signable, MOST_LINES)
        yield InboxList(to_answer(actor), _objected, MOST_LINES)
        yield InboxList(to_lift(actor), _liftable, MOST_LINES)
    if holds(actor, Role.KEEPER):
        yield InboxList(to_hear(actor), _announced, MOST_LINES)


def _signable(reader: Reader, rows: list[Consequence]) -> Inbox:
    ready = [(row, f"告知期已满,可以签批{row.action_label}") for row in rows]
    return Inbox(waiting=[_line(row, reason, "自{}起") for row, reason in ready])


def _objected(reader: Reader, rows: list[Consequence]) -> Inbox:
    """By the day on which the answer is due; the signature waits for it."""
    return Inbox(waiting=[_to_answer(row, reader) for row in rows])


def _to_answer(row: Consequence, reader: Reader) -> InboxItem:
    line = _line(row, f"对拟{row.action_label}有异议,待答复", due=False)
    objected_on = row.objected_at.astimezone(LEGAL_ZONE).date() if row.objected_at else None
    due = answer_due(measure_in(row.pack), objected_on, reader.once(load_calendar)) if objected_on else None
    return replace(line, due=due.date, due_words=answer_words(due, reader.today)) if due else line


def _liftable(reader: Reader, rows: list[Consequence]) -> Inbox:
    return Inbox(waiting=[_line(row, "整改已办结,核实后可以恢复挂牌", due=False) for row in rows])


def _announced(reader: Reader, rows: list[Consequence]) -> Inbox:
    return Inbox(upcoming=[_line(row, f"已告知拟{row.action_label},请尽快解决或提出异议") for row in rows])


def _line(row: Consequence, reason: str, when: str = "最早{}签批", *, due: bool = True) -> InboxItem:
    words = ""
    if row.earliest_on and due:
        doubtful = doubt(row.earliest_on, provisional=row.earliest_is_provisional)
        words = when.format(f"{chinese_day(row.earliest_on)}{doubtful}")
    return InboxItem(
        title=str(row.site),
        url=reverse("consequence", args=[row.pk]),
        reason=reason,
        tag=f"{row.site.type_label} · {row.site.district.name}",
        due=row.earliest_on if due else None,
        due_words=words,
        at=row.updated_at,
    )
