"""Does the date by which an open case is due still follow from its arrival, its measure and the calendar of that day?

The days that a checker had used up before a letter are taken as they are stored: which stays they add up from is told
by the trail alone.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from core.clock import LEGAL_ZONE
from core.registry import Recomputed
from core.words import chinese_day
from filing.clock import clock_of
from filing.models import Filing
from filing.selectors import pinned_measure
from filing.states import OPEN_CASES, FilingState
from rulebook.selectors import WorkCalendar, calendar_as_of

#: Cases read at a time.
CHUNK = 500

#: What of the clock follows from the rest, and how it is called.
_FOLLOWS = {"due_on": "期限", "due_closing": "截止时刻", "due_is_provisional": "是否暂定"}


def replay_due_dates() -> Recomputed:
    """Every case that is with an office or with its sender; a decided case has no date any more."""
    count, differing = 0, []
    calendar_of = cache(calendar_as_of)
    rows = Filing.objects.filter(state__in=OPEN_CASES).select_related("pack").order_by("pk")
    for filing in rows.iterator(chunk_size=CHUNK):
        count += 1
        problem = _problem(filing, calendar_of)
        if problem:
            differing.append(f"{filing.number} {filing.state_label}:{problem}")
    return Recomputed(count, tuple(differing))


def _problem(filing: Filing, calendar_of: Callable[[int], WorkCalendar]) -> str:
    since, version = filing.state_since, filing.calendar_version
    if since is None or filing.pack_id is None or not version.isdigit():
        return "没有保存本环节的开始时间、管理办法版本或日历版本,不能重新计算"
    spent = 0 if filing.state == FilingState.RETURNED else filing.workdays_spent
    again = clock_of(filing.state, pinned_measure(filing), calendar_of(int(version)), since, spent=spent)
    parted = [
        f"{label}保存的是{_told(getattr(filing, name))},重新计算为{_told(again[name])}"
        for name, label in _FOLLOWS.items()
        if getattr(filing, name) != again[name]
    ]
    arrived = chinese_day(since.astimezone(LEGAL_ZONE).date())
    return f"{';'.join(parted)}({arrived}到达)" if parted else ""


def _told(value: object) -> str:
    if isinstance(value, bool):
        return "暂定" if value else "确定"
    return f" {value} " if value else "空"
