"""What of titles waits for the city? Names that an objection held up, requests to answer, titles that a review speaks against."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse

from accounts.reach import holds
from accounts.roles import Role
from core.actor import Actor
from core.addresses import address_of
from core.registry import Inbox, InboxItem, InboxList, Reader
from demonstration.models import (
    Appeal,
    AppealState,
    Designation,
    NominationState,
    PublicityEntry,
    PublicityState,
    Round,
    RoundState,
)
from demonstration.rounds.policy import ROUNDS
from demonstration.rounds.selectors import rounds_within
from demonstration.titles.policy import APPEALS, TITLES
from demonstration.titles.selectors import appeals_within, doubtful_titles
from demonstration.titles.words import title_words

MOST_LINES = 30


def titles_inbox(actor: Actor, today: date) -> Iterable[InboxList]:
    if not holds(actor, Role.CITY):
        return
    yield InboxList(_rounds(actor), _round_lines, MOST_LINES)
    appeals = appeals_within(actor).filter(state=AppealState.ASKED).order_by("due_on", "id")
    yield InboxList(appeals, _appeal_lines, MOST_LINES)
    yield InboxList(doubtful_titles(actor, today), _title_lines, MOST_LINES)


def _rounds(actor: Actor) -> QuerySet[Round]:
    """Named already, and an objection was answered or a further notice is over since; that a notice is over is told with the notice."""
    answered = PublicityEntry.objects.filter(
        publicity__round=OuterRef("pk"),
        publicity__state=PublicityState.ENDED,
        nomination__state=NominationState.SELECTED,
        is_held=False,
        removed_why="",
    )
    return rounds_within(actor).filter(Exists(answered), state=RoundState.NAMED)


def _round_lines(reader: Reader, rows: list[Round]) -> Inbox:
    inbox = Inbox()
    for row in rows:
        if ROUNDS.decide(reader.actor, "name_more", row):
            url = reverse("round-name", args=[row.pk])
            inbox.waiting.append(InboxItem(row.title, url, "公示期满或者异议已答复,请补充命名"))
    return inbox


def _appeal_lines(reader: Reader, rows: list[Appeal]) -> Inbox:
    """Not for whoever took part in the decision."""
    return Inbox(
        waiting=[
            InboxItem(
                f"{row.site} 申请复核", address_of("appeal", row.number), "申请复核待答复", due=row.due_on
            )
            for row in rows
            if APPEALS.decide(reader.actor, "keep", row)
        ]
    )


#: Why a title is looked at again: by its review, or by the plate alone.
_DOUBT, _SUSPENDED = "年度复核低于称号的标准,请核对", "统一标识牌暂停挂牌,请核对称号是否保留"


def _title_lines(reader: Reader, rows: list[Designation]) -> Inbox:
    return Inbox(
        waiting=[
            InboxItem(
                row.site_name,
                address_of("title", row.number),
                _DOUBT if row.__dict__["review_at"] else _SUSPENDED,
                tag=title_words(row),
            )
            for row in rows
            if TITLES.decide(reader.actor, "revoke", row)
        ]
    )
