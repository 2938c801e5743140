"""A year's calendar arrived: provisional days of orders are worked out anew, once and told."""

from __future__ import annotations

from datetime import datetime

from core.actor import Actor
from core.audit import record
from core.clock import LEGAL_ZONE
from core.words import chinese_day
from inspection.models import Rectification
from inspection.rectifying.deadlines import due_for
from inspection.rectifying.states import STANDING
from rulebook.selectors import load_calendar, measure_in


def settle_order_dates(actor: Actor, now: datetime) -> int:
    """How many orders have another day, or a certain one now; a second run finds none.

    Of all that stand: one that is looked at again may be sent back, and what follows from an order counts from its day.
    """
    waiting = Rectification.objects.filter(state__in=STANDING, due_is_provisional=True)
    rows = waiting.select_for_update(of=("self",)).select_related("pack").order_by("pk")
    return sum(_settle(order, actor, now) for order in rows)


def _settle(order: Rectification, actor: Actor, now: datetime) -> bool:
    calendar = load_calendar()
    due = due_for(measure_in(order.pack), order.ordered_at.astimezone(LEGAL_ZONE).date(), calendar)
    before = order.due_on
    if due.date == before and due.provisional:
        return False
    order.due_on, order.due_is_provisional, order.calendar_version = due.date, due.provisional, calendar.label
    order.save(update_fields=["due_on", "due_is_provisional", "calendar_version"])
    record(
        actor,
        "rectification.settle_date",
        order,
        now=now,
        label="按节假日安排重新计算期限",
        changes={"整改期限": (f"{chinese_day(before)}(暂定)", chinese_day(due.date))},
    )
    return True
