"""When must the case have left its state? Working days of its pack, over the calendar in force."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from rulebook.selectors import Measure, WorkCalendar


def clock_of(state: str, measure: Measure, calendar: WorkCalendar, now: datetime) -> dict[str, Any]:
    """Columns of the clock of a case that just reached ``state``; the day of arrival is not counted."""
    due = measure.due_for(state, now.date(), calendar)
    return {
        "state_since": now,
        "calendar_version": calendar.label,
        "due_on": due.date if due else None,
        "due_is_provisional": bool(due and due.provisional),
    }
