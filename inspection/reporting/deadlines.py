"""By when is a report to be answered, and is it late? Pure; the page, the desk and the nightly check ask the same."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from core.words import chinese_day
from rulebook.provisional import NOT_CERTAIN_YET, doubt_words
from rulebook.terms import Measure
from rulebook.workdays import DueDate, WorkCalendar

#: Code of the period in a measure. A measure without it asks for no answer by a day.
LIMIT = "report_answer"

#: As many days before its end an answer is due soon.
SOON = 2

NO_LIMIT = "现行管理办法没有规定答复期限(“答复群众反映”的天数),系统不催办,请尽快答复"


def due_for(measure: Measure | None, received_on: date, calendar: WorkCalendar) -> DueDate | None:
    """The last day on which an answer is in time; the day of the report is not counted."""
    return measure.due_for(LIMIT, received_on, calendar) if measure else None


def is_late(due_on: date | None, today: date, *, provisional: bool = False) -> bool:
    """From the day after the last one; never by a day that may still move."""
    return due_on is not None and not provisional and today > due_on


@dataclass(frozen=True)
class AnswerClock:
    """What a page shows of the time that is left; nothing once it is answered."""

    due: date | None = None
    today: date | None = None
    provisional: bool = False
    runs: bool = True

    @property
    def is_late(self) -> bool:
        return (
            self.runs
            and self.today is not None
            and is_late(self.due, self.today, provisional=self.provisional)
        )

    @property
    def tag(self) -> str:
        if self.is_late:
            return "closed"
        left = self._left
        return "limited" if left is not None and left <= SOON else "info"

    @property
    def _left(self) -> int | None:
        return (self.due - self.today).days if self.due and self.today else None

    @property
    def words(self) -> str:
        """还剩 3 天(2026年10月15日前答复)"""
        left = self._left
        if not self.runs or left is None or self.due is None:
            return ""
        short = f"已超期 {-left} 天" if left < 0 else f"还剩 {left} 天" if left else "今天到期"
        short = NOT_CERTAIN_YET if left < 0 and self.provisional else short
        return (
            f"{short}({chinese_day(self.due)}前答复{f',{doubt_words(self.due)}' if self.provisional else ''})"
        )

    @property
    def told(self) -> str:
        """For whoever told of it: 2026年10月15日前答复; once that day is past, that it is, and who knows. No day that may still move."""
        if not self.runs or self.due is None or self.provisional:
            return ""
        day = f"{chinese_day(self.due)}前"
        return f"应在{day}答复,现已超期,市总工会可以看到;答复后显示在本页" if self.is_late else f"{day}答复"
