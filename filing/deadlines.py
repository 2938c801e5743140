"""How much time is left for a case, in words? Pure: the calendar and the moment are given."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from core.clock import LEGAL_ZONE
from core.words import chinese_day
from filing.models import Filing
from filing.states import FilingState
from rulebook.provisional import NOT_CERTAIN_YET, doubt_words
from rulebook.workdays import ONE_DAY, WorkCalendar, due_moment, workdays_left

#: As many working days before its end a case counts as due soon.
SOON = 3


@dataclass(frozen=True)
class TimeLeft:
    """What the clock of a case shows; nothing when no clock runs. ``is_over``: the closing moment has passed.

    ``stopped``: whom the stopped clock waits for; ``due`` is then the day by which he should have answered, and ``is_today``
    whether that is today.
    """

    days: int | None = None
    due: date | None = None
    closing: time | None = None
    is_over: bool = False
    stopped: str = ""
    is_today: bool = False
    provisional: bool = False

    @property
    def is_late(self) -> bool:
        """Never by a day that may still move."""
        return self.is_over and not self.provisional

    @property
    def is_soon(self) -> bool:
        return self.days is not None and self.days <= SOON

    @property
    def tag(self) -> str:
        """The colour of the words."""
        if self.stopped and not self.is_late:
            return "plain"
        return "closed" if self.is_late else "limited" if self.is_soon else "info"

    @property
    def until(self) -> str:
        """2026年10月13日 17:30 前"""
        if self.due is None:
            return ""
        return f"{chinese_day(self.due)}{f' {self.closing:%H:%M} ' if self.closing else ''}前"

    @property
    def words(self) -> str:
        """还剩 3 个工作日(2026年10月13日 17:30 前); a provisional day says what it waits for."""
        if self.stopped:
            told = (
                ",已超期" if self.is_late else ",今天到期" if self.is_today and not self.provisional else ""
            )
            until = f"({self.until}{told})" if self.due else ""
            return f"{self.stopped}{until},审核时限已暂停"
        if self.days is None or self.due is None:
            return ""
        return f"{self.short}({self.until}{f',{doubt_words(self.due)}' if self.provisional else ''})"

    @property
    def short(self) -> str:
        """The number alone, for a chip."""
        days = self.days or 0
        if self.provisional and (days < 0 or self.is_over):
            return NOT_CERTAIN_YET
        if days < 0:
            return f"已超期 {-days} 个工作日"
        if self.is_late:
            return "已到期"
        return f"还剩 {days} 个工作日" if days else "今天到期"


#: Calendar days that surely hold the working days of ``SOON``, also over a long holiday.
AT_MOST_SOON = timedelta(days=14)


def last_day_soon(today: date, calendar: WorkCalendar) -> date:
    """The last day on which a case may be due that is due soon."""
    left, last = 0, today
    while last < today + AT_MOST_SOON:
        left += calendar.is_workday(last + ONE_DAY)
        if left > SOON:
            break
        last += ONE_DAY
    return last


def due_moment_of(filing: Filing) -> datetime | None:
    """The closing moment of the state's period; what comes at it or later is late."""
    if filing.due_on is None:
        return None
    return due_moment(filing.due_on, filing.due_closing or time.max)


def time_left(filing: Filing, calendar: WorkCalendar, now: datetime) -> TimeLeft:
    """The clock of the state that the case is in; the checker's stands while the case is with its sender."""
    moment = due_moment_of(filing)
    if filing.state == FilingState.RETURNED:
        return TimeLeft(
            stopped="待申报工会补正",
            due=filing.due_on,
            closing=filing.due_closing,
            is_over=moment is not None and now >= moment,
            is_today=filing.due_on == now.astimezone(LEGAL_ZONE).date(),
            provisional=filing.due_is_provisional,
        )
    if moment is None or filing.due_on is None:
        return TimeLeft()
    return TimeLeft(
        days=workdays_left(now.astimezone(LEGAL_ZONE).date(), filing.due_on, calendar),
        due=filing.due_on,
        closing=filing.due_closing,
        is_over=now >= moment,
        provisional=filing.due_is_provisional,
    )
