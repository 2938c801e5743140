"""What lies on this person's desk? The lists of all apps as three, each in the order in which it is worked off."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from core.actor import Actor
from core.registry import INBOX, Inbox, InboxItem
from core.templatetags.portal import cn_date, cn_datetime
from desk.tables import keeper_rows
from rulebook.selectors import load_calendar
from sites.door import Doors
from sites.selectors import announced_for, sites_kept_by

#: Longer lists are read on their own pages.
MOST_LINES = 50
MOST_KEPT = 20

DUE_COLUMNS = [{"label": "事项"}, {"label": "为什么在这里"}, {"label": "时限", "keep": True}]
DONE_COLUMNS = [{"label": "事项"}, {"label": "结果"}, {"label": "办结时间", "keep": True}]

_LAST = date.max


def gather(actor: Actor, now: datetime) -> Inbox:
    """All contributions: what waits and what comes by due day, what was done by its moment, newest first."""
    parts = [contribute(actor, now) for contribute in INBOX]
    return Inbox(
        waiting=sorted((item for part in parts for item in part.waiting), key=_by_due),
        upcoming=sorted((item for part in parts for item in part.upcoming), key=_by_due),
        done=sorted((item for part in parts for item in part.done), key=_moment, reverse=True),
    )


def _by_due(item: InboxItem) -> date:
    return item.due or _LAST


def _moment(item: InboxItem) -> float:
    return item.at.timestamp() if item.at else 0.0


def due_rows(items: list[InboxItem]) -> list[dict[str, Any]]:
    """For the table: what, why, until when."""
    return [
        {"cells": [*_what(item), {"text": item.due_words or cn_date(item.due) or "—"}]}
        for item in items[:MOST_LINES]
    ]


def done_rows(items: list[InboxItem]) -> list[dict[str, Any]]:
    """For the table: what, with which result, when."""
    return [{"cells": [*_what(item), {"text": cn_datetime(item.at) or "—"}]} for item in items[:MOST_LINES]]


def _what(item: InboxItem) -> list[dict[str, str]]:
    return [{"text": item.title, "url": item.url, "sub": item.tag}, {"text": item.reason or "—"}]


def kept_rows(actor: Actor, now: datetime) -> list[dict[str, Any]]:
    """The sites that the person keeps, and what to tell of them at once."""
    sites = list(sites_kept_by(actor)[:MOST_KEPT])
    if not sites:
        return []
    return keeper_rows(sites, Doors(load_calendar(), now), announced_for(site.pk for site in sites))
