"""A year's calendar arrived: dates that were provisional over it are worked out anew, once and told."""

from __future__ import annotations

from datetime import datetime

from core.actor import Actor
from core.audit import record
from core.words import chinese_day
from filing.clock import clock_of
from filing.models import Filing
from filing.selectors import pinned_measure
from filing.states import OPEN_CASES, FilingState
from rulebook.selectors import load_calendar

#: What of a clock can change when days become known; when it started and what was spent stay.
_SETTLED = ("due_on", "due_is_provisional", "calendar_version")


def settle_dates(actor: Actor, now: datetime) -> int:
    """Gives how many open cases have another date, or a certain one now; a second run finds none."""
    waiting = Filing.objects.filter(state__in=OPEN_CASES, due_is_provisional=True)
    rows = waiting.select_for_update(of=("self",)).order_by("pk")
    return sum(_settle(filing, actor, now) for filing in rows)


def _settle(filing: Filing, actor: Actor, now: datetime) -> bool:
    if filing.state_since is None:
        return False
    spent = 0 if filing.state == FilingState.RETURNED else filing.workdays_spent
    clock = clock_of(filing.state, pinned_measure(filing), load_calendar(), filing.state_since, spent=spent)
    before, was_provisional = filing.due_on, filing.due_is_provisional
    for name in _SETTLED:
        setattr(filing, name, clock[name])
    filing.save(update_fields=list(_SETTLED))
    if (filing.due_on, filing.due_is_provisional) == (before, was_provisional):
        return False
    said = [
        f"{chinese_day(day)}{'(暂定)' if provisional else ''}" if day else ""
        for day, provisional in ((before, was_provisional), (filing.due_on, filing.due_is_provisional))
    ]
    record(
        actor,
        "filing.settle_date",
        filing,
        now=now,
        label="按节假日安排重新计算期限",
        changes={"办理期限": (said[0], said[1])},
    )
    return True
