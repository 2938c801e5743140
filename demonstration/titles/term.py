"""Until when may a site ask that a decision be looked at again? Pure: rules, day and calendar are given."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from rulebook.terms import Measure
from rulebook.workdays import WorkCalendar, due_after

#: Code of the period in a measure.
LIMIT = "appeal"
#: Working days where the measure says nothing of it.
WORKDAYS_WITHOUT_LIMIT = 10


@dataclass(frozen=True)
class Term:
    """The last day on which it can be asked, and how long that is in words."""

    last_day: date
    words: str
    provisional: bool

    def is_over(self, today: date) -> bool:
        """A provisional end binds nobody: nothing is refused because of it."""
        return today > self.last_day and not self.provisional


def term_from(measure: Measure | None, told_on: date, calendar: WorkCalendar) -> Term:
    """Counted from the day on which the decision was told, which is not counted itself."""
    limit = measure.limit_for(LIMIT) if measure else None
    due = measure.due_for(LIMIT, told_on, calendar) if measure and limit else None
    if due is None or limit is None:
        due = due_after(told_on, WORKDAYS_WITHOUT_LIMIT, calendar)
        return Term(due.date, f"{WORKDAYS_WITHOUT_LIMIT} 个工作日", due.provisional)
    return Term(due.date, limit.words, due.provisional)
