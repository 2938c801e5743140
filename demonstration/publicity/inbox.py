"""What of notices waits for the city: objections, a notice that is over, what still has to hang out."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse

from accounts.reach import holds
from accounts.roles import Role
from core.actor import Actor
from core.registry import Inbox, InboxItem, InboxList, Reader
from demonstration.models import (
    OPEN_OBJECTIONS,
    Nomination,
    NominationState,
    Objection,
    ObjectionState,
    Publicity,
    PublicityEntry,
    PublicityState,
    Round,
    RoundState,
)
from demonstration.publicity.policy import PUBLICITIES, handles_found
from demonstration.publicity.selectors import objections_within
from demonstration.rounds.policy import ROUNDS
from demonstration.rounds.selectors import rounds_within

MOST_LINES = 30


def publicity_inbox(actor: Actor, today: date) -> Iterable[InboxList]:
    """Nothing from behind a wall."""
    if not holds(actor, Role.CITY):
        return
    waiting = objections_within(actor).filter(state__in=OPEN_OBJECTIONS)
    yield InboxList(waiting, _objections, MOST_LINES)
    yield InboxList(_over(actor), _ended, MOST_LINES)
    yield InboxList(_added(actor), _to_post, MOST_LINES)


def _over(actor: Actor) -> QuerySet[Publicity]:
    """Ended, and no names given yet; or running to an end that nobody knows."""
    rows = PUBLICITIES.visible_to(actor).filter(round__state=RoundState.PUBLICITY)
    over, unsettled = Q(state=PublicityState.ENDED), Q(state=PublicityState.RUNNING, is_provisional=True)
    rows = rows.filter(over | unsettled).select_related("round__issuer")
    unseen = ("content", "body", "round__call", "round__list_text", "round__issuer__search")
    return rows.defer(*unseen).order_by("ends_at", "pk")


def _added(actor: Actor) -> QuerySet[Round]:
    """Named already, and a request to look again brought somebody to the list who stands on no notice."""
    told = PublicityEntry.objects.filter(nomination=OuterRef("pk")).exclude(
        publicity__state=PublicityState.REPLACED
    )
    untold = Nomination.objects.filter(round=OuterRef("pk"), state=NominationState.SELECTED)
    return rounds_within(actor).filter(Exists(untold.exclude(Exists(told))), state=RoundState.NAMED)


def _to_post(reader: Reader, rows: list[Round]) -> Inbox:
    inbox = Inbox()
    for row in rows:
        if ROUNDS.decide(reader.actor, "post_more", row):
            url = reverse("publicity-post", args=[row.pk])
            inbox.waiting.append(InboxItem(row.title, url, "复核后列入名单,请发布补充公示"))
    return inbox


def _objections(reader: Reader, rows: list[Objection]) -> Inbox:
    inbox = Inbox()
    for row in rows:
        if handles_found(reader.actor, row):
            reason = "异议待受理" if row.state == ObjectionState.RECEIVED else "异议核查中,待答复"
            url = reverse("objection", args=[row.number])
            title = f"{row.entry.name} 公示异议 {row.number}"
            inbox.waiting.append(InboxItem(title, url, reason, tag=row.entry.publicity.round.title))
    return inbox


def _ended(reader: Reader, rows: list[Publicity]) -> Inbox:
    inbox = Inbox()
    for row in rows:
        if not PUBLICITIES.decide(reader.actor, "replace", row):
            continue
        url = reverse("round-publicity", args=[row.round_id])
        if row.is_provisional:
            item = InboxItem(row.title, url, "公示截止日暂定,请系统管理员录入有关年度的放假安排")
            inbox.upcoming.append(item)
        else:
            inbox.waiting.append(InboxItem(row.title, url, "公示期满,请作出命名决定"))
    return inbox
