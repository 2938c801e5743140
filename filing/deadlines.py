"""How much time is left for a case, in words? Pure: the calendar and today are given."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from core.words import chinese_day
from filing.models import Filing
from filing.states import FilingState
from rulebook.workdays import WorkCalendar, workdays_left

#: As many working days before its end a case counts as due soon.
SOON = 3


@dataclass(frozen=True)
class TimeLeft:
    """What the clock of a case shows; nothing when no clock runs."""

    days: int | None = None
    due: date | None = None
    stopped: str = ""
    provisional: bool = False

    @property
    def is_soon(self) -> bool:
        return self.days is not None and self.days <= SOON

    @property
    def words(self) -> str:
        """还剩 3 个工作日(2026年10月13日前,暂定)"""
        if self.stopped:
            return f"已暂停,{self.stopped}"
        if self.days is None or self.due is None:
            return ""
        day = f"{chinese_day(self.due)}前"
        return f"{_days_words(self.days)}({day}{',暂定' if self.provisional else ''})"


def _days_words(days: int) -> str:
    if days < 0:
        return f"已超期 {-days} 个工作日"
    return f"还剩 {days} 个工作日" if days else "今天到期"


def time_left(filing: Filing, calendar: WorkCalendar, today: date) -> TimeLeft:
    """The clock of the state that the case is in; it stands while the case is with its sender."""
    if filing.state == FilingState.RETURNED:
        return TimeLeft(stopped="待申报工会补正")
    if filing.due_on is None:
        return TimeLeft()
    return TimeLeft(
        days=workdays_left(today, filing.due_on, calendar),
        due=filing.due_on,
        provisional=filing.due_is_provisional,
    )
