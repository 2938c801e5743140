"""When does a notice end? Pure: no database, and no clock is read.

The day of posting is counted only where the measure says so. The notice hangs until 24:00 of its last day. Days of the
calendar that end on a day off run to the next working day, make-up workdays included (民法典第二百零三条).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from core.clock import LEGAL_ZONE
from rulebook.choices import Counted
from rulebook.workdays import ONE_DAY, WorkCalendar, due_after, due_after_days


@dataclass(frozen=True)
class Ending:
    """The last day, and the moment that is too late. ``provisional``: the calendar of a year it rests on is missing."""

    on: date
    at: datetime
    provisional: bool


def ending_of(
    posted_at: datetime, days: int, counted: str, calendar: WorkCalendar, *, counts_posting_day: bool
) -> Ending:
    """Raises ``ValueError`` for less than one day."""
    posted_on = posted_at.astimezone(LEGAL_ZONE).date()
    start = posted_on - ONE_DAY if counts_posting_day else posted_on
    count = due_after if counted == Counted.WORKDAYS else due_after_days
    due = count(start, days, calendar)
    return Ending(due.date, midnight_after(due.date), due.provisional)


def midnight_after(day: date) -> datetime:
    """24:00 of a day in legal time."""
    return datetime.combine(day + timedelta(days=1), time(), tzinfo=LEGAL_ZONE)
