"""How much time is left for an order, in words? Pure: rules, calendar and moment are given.

The measure counts the period; a measure that says nothing of it gives 30 calendar days.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from core.clock import LEGAL_ZONE
from core.words import chinese_day
from inspection.rectifying.states import RectificationState
from rulebook.choices import LadderAction
from rulebook.provisional import NOT_CERTAIN_YET, doubt_words
from rulebook.terms import Measure
from rulebook.workdays import DueDate, WorkCalendar, due_after_days, due_moment

#: Code of the period in a measure.
LIMIT = "rectification"
DAYS_WITHOUT_LIMIT = 30

#: Code of the period between telling a site of a rung and its signature.
NOTICE = "ladder_notice"

#: Nobody waits longer than that beyond the day that stands.
MOST_LONGER = timedelta(days=180)

#: As many days before its end an order is due soon.
SOON = 7


def due_for(measure: Measure, ordered_on: date, calendar: WorkCalendar) -> DueDate:
    """The last day by which everything must be mended; the day of the order is not counted."""
    found = measure.due_for(LIMIT, ordered_on, calendar)
    return found or due_after_days(ordered_on, DAYS_WITHOUT_LIMIT, calendar)


def limit_words(measure: Measure) -> str:
    limit = measure.limit_for(LIMIT)
    return limit.words if limit else f"{DAYS_WITHOUT_LIMIT} 个自然日"


def what_follows(measure: Measure) -> str:
    """What an order that is not obeyed leads to; empty where the measure knows no such rung, or not how long before it is told."""
    has_rung = any(step.action == LadderAction.SUSPEND for step in measure.ladder)
    told = measure.limit_for(NOTICE)
    if not has_rung or told is None:
        return ""
    return f"逾期未完成整改的,告知拟暂停挂牌,告知满 {told.words}后由有签批权限的人员签批"


@dataclass(frozen=True)
class DaysLeft:
    """What the clock of an order shows; nothing once it is over."""

    days: int | None = None
    due: date | None = None
    closing: time = time.max
    is_over: bool = False
    provisional: bool = False
    stopped: str = ""

    @property
    def is_late(self) -> bool:
        """Never by a day that may still move."""
        return self.is_over and not self.provisional

    @property
    def tag(self) -> str:
        """The colour of the words."""
        if self.stopped:
            return "plain"
        return "closed" if self.is_late else "limited" if (self.days or 0) <= SOON else "info"

    @property
    def short(self) -> str:
        if self.stopped:
            return self.stopped
        if self.days is None:
            return ""
        if self.provisional and self.is_over:
            return NOT_CERTAIN_YET
        if self.days < 0:
            return f"已超期 {-self.days} 天"
        if self.is_late:
            return "已到期"
        return f"还剩 {self.days} 天" if self.days else "今天到期"

    @property
    def words(self) -> str:
        """还剩 12 天(2026年11月11日 17:30 前); a provisional day says what it waits for."""
        if self.due is None:
            return self.short
        until = f"{chinese_day(self.due)} {self.closing:%H:%M} 前"
        return f"{self.short}({until}{f',{doubt_words(self.due)}' if self.provisional else ''})"


def why_not_until(due_on: date, day: date, today: date) -> str:
    """Why an order that is due is not lengthened to such a day; empty where it may be."""
    if day <= due_on:
        return f"新的期限应晚于现在的期限({chinese_day(due_on)}),请修改。"
    if day <= today:
        return "新的期限应晚于今天,请修改。"
    if day > due_on + MOST_LONGER:
        return f"一次最多延长 {MOST_LONGER.days} 天,请把日期改早。"
    return ""


def moment_of(due_on: date, closing: time) -> datetime:
    """What comes at this moment or later is late."""
    return due_moment(due_on, closing)


def days_left(
    state: str, due_on: date, closing: time, now: datetime, *, provisional: bool = False
) -> DaysLeft:
    """The clock runs while the site mends; a second look has none."""
    if state == RectificationState.RECHECK:
        return DaysLeft(stopped="已提交,待复查")
    if state != RectificationState.MENDING:
        return DaysLeft()
    return DaysLeft(
        days=(due_on - now.astimezone(LEGAL_ZONE).date()).days,
        due=due_on,
        closing=closing,
        is_over=now >= moment_of(due_on, closing),
        provisional=provisional,
    )
