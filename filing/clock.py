"""When must the case have left its state? Working days of its pack, over the calendar in force.

The clock of a checker stops while the case is with its sender, and goes on with what was left of it.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from core.clock import LEGAL_ZONE
from filing.models import Filing
from rulebook.selectors import Measure, WorkCalendar


def clock_of(
    state: str, measure: Measure, calendar: WorkCalendar, now: datetime, *, spent: int = 0
) -> dict[str, Any]:
    """Columns of the clock of a case that just reached ``state``; the day of arrival is not counted."""
    due = measure.due_for(state, now.astimezone(LEGAL_ZONE).date(), calendar, spent=spent)
    return {
        "state_since": now,
        "calendar_version": calendar.label,
        "due_on": due.date if due else None,
        "due_closing": measure.closing_time if due else None,
        "due_is_provisional": bool(due and due.provisional),
        "workdays_spent": spent,
        "escalated_at": None,
    }


def spent_until(filing: Filing, measure: Measure, calendar: WorkCalendar, now: datetime) -> int:
    """Days that the present checker has used up, over all the times the case was with him."""
    if filing.state_since is None:
        return 0
    arrived, left = (moment.astimezone(LEGAL_ZONE).date() for moment in (filing.state_since, now))
    return filing.workdays_spent + measure.spent_of(filing.state, arrived, left, calendar)
