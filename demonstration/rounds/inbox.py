"""Which rounds wait for the city's next act?"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.urls import reverse

from accounts.reach import holds
from accounts.roles import Role
from core.actor import Actor
from core.clock import LEGAL_ZONE
from core.registry import Inbox, InboxItem, InboxList, Reader
from demonstration.models import RUNNING, Round, RoundState
from demonstration.rounds.policy import ROUNDS
from demonstration.rounds.selectors import rounds_within
from demonstration.rounds.words import said


def rounds_inbox(actor: Actor, today: date) -> Iterable[InboxList]:
    """What can be done now waits; what waits for others is said with its day."""
    if holds(actor, Role.CITY):
        rows = rounds_within(actor).filter(state__in=[RoundState.DRAFT, *RUNNING])
        yield InboxList(rows, _lines)


def _lines(reader: Reader, rows: list[Round]) -> Inbox:
    inbox = Inbox()
    for row in rows:
        if not ROUNDS.decide(reader.actor, "publish", row):
            continue
        reason = reason_of(row, reader.now)
        item = InboxItem(
            row.title, reverse("round", args=[row.pk]), reason or running_words(row), due=due_of(row)
        )
        (inbox.waiting if reason else inbox.upcoming).append(item)
    return inbox


def reason_of(row: Round, now: datetime) -> str:
    """Why it is the city's turn; empty while it is not."""
    match row.state:
        case RoundState.DRAFT:
            return "通知待发布"
        case RoundState.RECOMMENDING if now >= row.recommend_until:
            return "推荐已截止,请开始评审"
        case RoundState.REVIEW if now >= row.review_until:
            return "评审已截止,请确定名单"
        case RoundState.LOCKED:
            return "名单已定,请发布公示"
    return ""


def running_words(row: Round) -> str:
    moment, what = {
        RoundState.OPEN: (row.closes_at, "申报"),
        RoundState.RECOMMENDING: (row.recommend_until, "推荐"),
        RoundState.REVIEW: (row.review_until, "评审"),
    }.get(RoundState(row.state), (None, ""))
    return f"{what}{said(moment)}截止" if moment else row.state_label


def due_of(row: Round) -> date | None:
    moment = {
        RoundState.OPEN: row.closes_at,
        RoundState.RECOMMENDING: row.recommend_until,
        RoundState.REVIEW: row.review_until,
    }.get(RoundState(row.state))
    return moment.astimezone(LEGAL_ZONE).date() if moment else None
