"""What do other pages show of titles? The page of a round its act and papers, files and pages of sites what holds today."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from core.actor import Actor
from core.clock import LEGAL_ZONE
from core.words import chinese_day
from demonstration.models import (
    Appeal,
    Designation,
    Nomination,
    PublicityState,
    Round,
    RoundState,
)
from demonstration.rounds.policy import ROUNDS
from demonstration.titles.policy import APPEALS
from demonstration.titles.selectors import (
    appeal_about,
    appeals_within,
    last_publicity,
    titles_of_round,
    to_name,
    valid_titles_of,
)
from demonstration.titles.services import ENDED_WITHOUT, term_of, told_on
from demonstration.titles.words import term_words, title_words
from rulebook.rubric import Purpose

#: Titles of one site that are shown.
MOST_LINES = 5


def round_titles_panel(actor: Actor, row: Any, now: datetime) -> Mapping[str, Any] | None:
    """Naming once the days of the notice are over; the papers once there are titles."""
    if not isinstance(row, Round):
        return None
    if row.state == RoundState.PUBLICITY:
        publicity = last_publicity(row)
        ended = publicity is not None and publicity.state == PublicityState.ENDED
        if not ended or not ROUNDS.decide(actor, "name", row):
            return None
        return {"name_url": reverse("round-name", args=[row.pk]), "name_label": "作出命名决定", "links": []}
    if row.state != RoundState.NAMED:
        return None
    more = bool(ROUNDS.decide(actor, "name_more", row)) and bool(to_name(row).ready)
    return {
        "count": len(titles_of_round(row)),
        "name_url": reverse("round-name", args=[row.pk]) if more else "",
        "name_label": "补充命名",
        "links": [
            ("命名决定", reverse("round-decision", args=[row.pk])),
            ("成批打印证书", reverse("round-certificates", args=[row.pk])),
            ("牌匾清单", reverse("round-plates", args=[row.pk])),
        ],
    }


def site_title_lists(actor: Actor, site: Any, now: datetime) -> list[tuple[QuerySet[Designation], int]]:
    return [(valid_titles_of(site.pk, now.astimezone(LEGAL_ZONE).date()), MOST_LINES)]


def assessment_title_lists(actor: Actor, row: Any, now: datetime) -> list[tuple[QuerySet[Designation], int]]:
    today = now.astimezone(LEGAL_ZONE).date()
    rows = valid_titles_of(row.site_id, today)
    return [(rows if row.purpose == Purpose.YEARLY else rows.none(), MOST_LINES)]


def _lines(titles: list[Designation], name: str) -> Mapping[str, Any] | None:
    return {"lines": [_line(row, name) for row in titles]} if titles else None


def _line(row: Designation, name: str) -> dict[str, str]:
    return {"words": title_words(row), "term": term_words(row), "url": reverse(name, args=[row.number])}


def site_titles_panel(
    actor: Actor, site: Any, now: datetime, titles: list[Designation]
) -> Mapping[str, Any] | None:
    return _lines(titles, "title")


def public_titles_panel(
    actor: Actor, site: Any, now: datetime, titles: list[Designation]
) -> Mapping[str, Any] | None:
    return _lines(titles, "title-public")


def assessment_titles_panel(
    actor: Actor, row: Any, now: datetime, titles: list[Designation]
) -> Mapping[str, Any] | None:
    """Whoever scores a yearly review knows that the site holds a title."""
    return _lines(titles, "title")


def appeal_panel(actor: Actor, row: Any, now: datetime) -> Mapping[str, Any] | None:
    """On a nomination that ended below the line or was taken off the list: the request, or the way to it."""
    if not isinstance(row, Nomination) or row.state not in ENDED_WITHOUT:
        return None
    if row.round.state not in (RoundState.PUBLICITY, RoundState.NAMED):
        return None
    asked = appeal_about(nomination=row)
    if asked is not None:
        if not appeals_within(actor).filter(pk=asked.pk).exists():
            return None
        url = reverse("appeal", args=[asked.number])
        return {"number": asked.number, "url": url, "label": asked.state_label}
    told = told_on(row)
    if told is None or not APPEALS.decide(actor, "ask", Appeal(nomination=row, site=row.site)):
        return None
    term = term_of(row.round.pack_id, told)
    return {
        "url": reverse("nomination-appeal", args=[row.number]),
        "until": chinese_day(term.last_day),
        "result": row.state_label,
        "words": term.words,
        "is_over": term.is_over(now.astimezone(LEGAL_ZONE).date()),
    }
