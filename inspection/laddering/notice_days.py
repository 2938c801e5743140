"""From which day may an announced rung be signed? Counted as the measure says; pure."""

from __future__ import annotations

from datetime import date, timedelta

from core.words import chinese_day
from inspection.rectifying.deadlines import NOTICE
from rulebook.provisional import doubt
from rulebook.terms import Measure
from rulebook.workdays import DueDate, WorkCalendar

#: Code of the period between telling a site and signing.
LIMIT = NOTICE
LIMIT_NAME = "处置告知"

#: Code of the period in which an objection is answered; a measure without it names no day.
ANSWER = "ladder_answer"


def earliest_after(measure: Measure, announced_on: date, calendar: WorkCalendar) -> DueDate | None:
    """The day after the whole period; the day of telling is not counted. ``None``: the measure names no period."""
    last = measure.due_for(LIMIT, announced_on, calendar)
    return None if last is None else DueDate(last.date + timedelta(days=1), provisional=last.provisional)


def answer_words(due: DueDate, today: date) -> str:
    """2026年11月17日前,已超期 13 天; a day that may still move is never called missed."""
    until = f"{chinese_day(due.date)}前"
    if due.provisional:
        return f"{until}{doubt(due.date, provisional=True)}"
    late = (today - due.date).days
    return f"{until},已超期 {late} 天" if late > 0 else until if late else f"{until},今天到期"


def notice_words(measure: Measure) -> str:
    """10 个工作日; empty where the measure names none."""
    limit = measure.limit_for(LIMIT)
    return limit.words if limit else ""


def lack_of_notice(measure: Measure) -> str:
    """Which term is missing, and who adds it."""
    if measure.limit_for(LIMIT) is not None:
        return ""
    return f"{measure.citation}没有规定“{LIMIT_NAME}”期限,不能告知拟采取的处置措施;请系统管理员在新版管理办法中补充。"


def answer_due(measure: Measure, objected_on: date, calendar: WorkCalendar) -> DueDate | None:
    """The last day on which an objection is answered in time; the day of the objection is not counted."""
    return measure.due_for(ANSWER, objected_on, calendar)


def earliest_words(day: DueDate) -> str:
    return f"最早{chinese_day(day.date)}{doubt(day.date, provisional=day.provisional)}"
