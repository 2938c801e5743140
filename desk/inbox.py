"""What lies on this person's desk? The lists of all apps as three, each in the order in which it is worked off."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from typing import Any

from django.db.models import Model

from accounts.reach import holds
from accounts.roles import Role
from core.actor import Actor
from core.at_once import KeysAtOnce
from core.registry import INBOX, Contribution, Inbox, InboxItem, InboxList, Reader
from core.templatetags.portal import cn_date, cn_datetime
from desk.tables import keeper_rows
from rulebook.selectors import load_calendar
from sites.door import Doors
from sites.selectors import announced_for, sites_kept_by

#: Longer lists are read on their own pages.
MOST_LINES = 50
MOST_KEPT = 20

#: People whose lists one process remembers.
MOST_READERS = 100

DUE_COLUMNS = [{"label": "事项"}, {"label": "为什么在这里"}, {"label": "时限", "keep": True}]
DONE_COLUMNS = [{"label": "事项"}, {"label": "结果"}, {"label": "办结时间", "keep": True}]

_LAST = date.max


def gather(reader: Reader) -> Inbox:
    """All contributions: what waits and what comes by due day and hints last, what was done by its moment, newest first."""
    inbox = told(reader, INBOX)
    return Inbox(
        waiting=sorted(inbox.waiting, key=_by_due),
        upcoming=sorted(inbox.upcoming, key=_by_due),
        done=sorted(inbox.done, key=_moment, reverse=True),
    )


def told(reader: Reader, contributions: Iterable[Contribution]) -> Inbox:
    """The lines of these contributions, list by list.

    One statement finds the keys of all lists, however many there are. Rows are read only for lists that have some: one
    statement a list, or one for all lists that share their ``load``.
    """
    lists, keys = lists_on(reader.today, reader.actor, tuple(contributions))
    held = [(each, found) for each, found in zip(lists, keys.ask(), strict=True) if found]
    shared = _read_together(held)
    inbox = Inbox()
    for each, found in held:
        rows = shared[_sharing(each)] if each.load else _by_key(each.rows.filter(pk__in=found))
        there = [rows[key] for key in found if key in rows]
        part = each.tell(reader, there) if there else Inbox()
        inbox.waiting += part.waiting
        inbox.upcoming += part.upcoming
        inbox.done += part.done
    return inbox


@lru_cache(MOST_READERS)
def lists_on(
    day: date, actor: Actor, contributions: tuple[Contribution, ...]
) -> tuple[list[InboxList], KeysAtOnce]:
    """The lists of a person, and the statement that finds their rows: the same all day, until his grants change.

    Making them takes most of the time that a desk needs. A contribution knows nothing but the person and the day, so
    nothing else can be in them.
    """
    lists = [each for contribute in contributions for each in contribute(actor, day)]
    return lists, KeysAtOnce((each.rows, each.most) for each in lists)


def _sharing(each: InboxList) -> tuple[type[Model], Any]:
    return each.rows.model, each.load


def _read_together(held: Iterable[tuple[InboxList, list[Any]]]) -> dict[Any, dict[Any, Any]]:
    """Rows by key, of each model and ``load``."""
    wanted: dict[Any, set[Any]] = {}
    for each, found in held:
        if each.load:
            wanted.setdefault(_sharing(each), set()).update(found)
    return {
        (model, load): _by_key(load(model._default_manager.filter(pk__in=keys)))
        for (model, load), keys in wanted.items()
    }


def _by_key(rows: Iterable[Any]) -> dict[Any, Any]:
    return {row.pk: row for row in rows}


def _by_due(item: InboxItem) -> tuple[bool, date]:
    """What has consequences and comes first stands first; hints come after all of it."""
    return item.is_hint, item.due or _LAST


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


def kept_rows(reader: Reader) -> list[dict[str, Any]]:
    """The sites that the person keeps, and what to tell of them at once."""
    if not holds(reader.actor, Role.KEEPER):
        return []
    sites = list(sites_kept_by(reader.actor)[:MOST_KEPT])
    if not sites:
        return []
    doors = Doors(reader.once(load_calendar), reader.now)
    return keeper_rows(sites, doors, announced_for({site.pk: site.site_type for site in sites}))
