"""A year's calendar arrived: provisional days of answers are worked out anew, once and told."""

from __future__ import annotations

from datetime import datetime

from core.actor import Actor
from core.audit import record
from core.words import chinese_day
from inspection.models import PublicReport
from inspection.reporting.deadlines import due_for
from inspection.reporting.states import OPEN
from rulebook.selectors import load_calendar, measure_in


def settle_report_dates(actor: Actor, now: datetime) -> int:
    """How many reports have another day, or a certain one now; a second run finds none."""
    waiting = PublicReport.objects.filter(state__in=OPEN, due_is_provisional=True, pack__isnull=False)
    rows = waiting.select_for_update(of=("self",)).select_related("pack").order_by("pk")
    return sum(_settle(report, actor, now) for report in rows)


def _settle(report: PublicReport, actor: Actor, now: datetime) -> bool:
    calendar = load_calendar()
    due = due_for(measure_in(report.pack), report.received_on, calendar) if report.pack else None
    before = report.due_on
    if due is None or before is None or (due.date == before and due.provisional):
        return False
    report.due_on, report.due_is_provisional, report.calendar_version = (
        due.date,
        due.provisional,
        calendar.label,
    )
    report.save(update_fields=["due_on", "due_is_provisional", "calendar_version"])
    told = {"答复期限": (chinese_day(before), chinese_day(due.date))}
    record(actor, "report.settle", report, now=now, label="确定答复期限", changes=told)
    return True
