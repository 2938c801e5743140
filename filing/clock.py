"""When must the case have left its state? Working days of its pack, over the calendar in force."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from rulebook.selectors import Measure
from rulebook.workdays import WorkCalendar, due_after


def clock_of(state: str, measure: Measure, calendar: WorkCalendar, now: datetime) -> dict[str, Any]:
    """Columns of the clock of a case that just reached ``state``; the day of arrival is not counted."""
    days = measure.days_for(state)
    fields: dict[str, Any] = {"state_since": now, "calendar_version": calendar.label}
    if days is None:
        return {**fields, "due_on": None, "due_is_provisional": False}
    due = due_after(now.date(), days, calendar)
    return {**fields, "due_on": due.date, "due_is_provisional": due.provisional}
