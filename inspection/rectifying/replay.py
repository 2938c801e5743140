"""Does the day of every order still follow from its measure and the calendar of then, and its digest from what it says?"""

from __future__ import annotations

from core.clock import LEGAL_ZONE
from core.registry import Recomputed
from core.words import chinese_day
from inspection.models import Rectification
from inspection.rectifying.deadlines import due_for
from inspection.rectifying.selectors import sent_digest, sent_orders
from rulebook.selectors import calendar_as_of, measure_in


def replay_orders() -> Recomputed:
    """Every order that was given."""
    count, differing = 0, []
    for order in sent_orders():
        count += 1
        problem = _problem(order)
        if problem:
            differing.append(f"{order.number}:{problem}")
    return Recomputed(count, tuple(differing))


def _problem(order: Rectification) -> str:
    """An earlier day than the measure's may have been asked for; a later one only by a granted extension."""
    if sent_digest(order) != order.digest:
        return "内容与下达时的摘要不一致"
    if not order.calendar_version.isdecimal():
        return ""
    ordered_on = order.ordered_at.astimezone(LEGAL_ZONE).date()
    due = due_for(measure_in(order.pack), ordered_on, calendar_as_of(int(order.calendar_version)))
    return "" if order.first_due_on <= due.date else f"原定期限晚于规定的{chinese_day(due.date)}"
