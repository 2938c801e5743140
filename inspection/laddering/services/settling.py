"""A year's calendar arrived: provisional first days of signing are worked out anew, once and told."""

from __future__ import annotations

from datetime import datetime

from core.actor import Actor
from core.audit import record
from core.words import chinese_day
from inspection.laddering.notice_days import earliest_after
from inspection.laddering.states import OPEN
from inspection.models import Consequence
from rulebook.selectors import load_calendar, measure_in


def settle_notice_dates(actor: Actor, now: datetime) -> int:
    """How many have another day, or a certain one now; a second run finds none. No notice gets shorter than was told."""
    waiting = Consequence.objects.filter(state__in=OPEN, earliest_is_provisional=True)
    rows = waiting.select_for_update(of=("self",)).select_related("pack", "site").order_by("pk")
    return sum(_settle(row, actor, now) for row in rows)


def _settle(row: Consequence, actor: Actor, now: datetime) -> bool:
    calendar = load_calendar()
    due = earliest_after(measure_in(row.pack), row.announced_on, calendar)
    before = row.earliest_on
    if due is None or before is None or due.provisional:
        return False
    row.earliest_on, row.earliest_is_provisional = max(due.date, before), False
    row.calendar_version = calendar.label
    row.save(update_fields=["earliest_on", "earliest_is_provisional", "calendar_version"])
    record(
        actor,
        "consequence.settle_date",
        row,
        now=now,
        label="按节假日安排重新计算最早签批日期",
        changes={"最早签批日期": (f"{chinese_day(before)}(暂定)", chinese_day(row.earliest_on))},
    )
    return True
