"""Is it open now, until when, and if not, when next? The answer and the first line of the public page.

The moment is given; legal time is Asia/Shanghai. A night belongs to the day it starts on, so a holiday closes
the evening that starts on it and not the small hours that the evening before runs into.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from core.clock import LEGAL_ZONE
from rulebook.provisional import HOURS_MAY_CHANGE
from sites.hours.model import DAY_MINUTES, DatedSeason, Hours, Interval
from sites.hours.phrases import day_words, near_words
from sites.hours.plan import Cause, DayCalendar, DayPlan, exception_on, in_season, plan_for

#: How far ahead the next opening is looked for, and how long without a closing counts as round the clock.
LOOK_AHEAD_DAYS = 60
ENDLESS_DAYS = 7

#: Heads of the first line, for hours of which nobody knows what opens in them.
OFF_SEASON = "不在开放季"
SEASON_OVER = "开放季已结束"


class Reason(StrEnum):
    """Why it is open or not."""

    OPEN = "open"
    ROUND_THE_CLOCK = "round_the_clock"
    BETWEEN = "between"
    HOLIDAY = "holiday"
    EXCEPTION = "exception"
    OFF_SEASON = "off_season"
    SEASON_OVER = "season_over"
    NO_OPENING = "no_opening"
    UNCONFIRMED = "unconfirmed"
    SEASON_OFF = "season_off"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class OpenStatus:
    """Open or not at one moment, in legal time.

    ``until``: end of the opening, ``None`` when closed or when none comes within 7 days. ``opens_at``: next
    opening within 60 days, ``None`` when open or when there is none. ``closed_through``: last day of a
    one-off closure in force, ``note`` its reason. ``provisional``: a calendar that is still missing could
    change it. ``words``: the first line of the public page.
    """

    is_open: bool
    until: datetime | None
    opens_at: datetime | None
    reason: Reason
    provisional: bool
    words: str
    closed_through: date | None = None
    note: str = ""


class _Days:
    """Plans of the days around a moment, made once each; remembers whether any was provisional."""

    def __init__(self, hours: Hours, today: date, calendar: DayCalendar) -> None:
        self._hours, self._today, self._calendar = hours, today, calendar
        self._plans: dict[int, DayPlan] = {}

    def plan(self, offset: int) -> DayPlan:
        if offset not in self._plans:
            self._plans[offset] = plan_for(self._hours, self._today + timedelta(days=offset), self._calendar)
        return self._plans[offset]

    def spans(self, offset: int) -> list[Interval]:
        """Intervals that start on the day, in minutes since today's midnight."""
        if offset < 0 and not self._hours.has_nights:
            return []
        shift = offset * DAY_MINUTES
        return sorted(Interval(start + shift, end + shift) for start, end in self.plan(offset).intervals)

    @property
    def any_provisional(self) -> bool:
        return any(plan.is_provisional for plan in self._plans.values())


def status_at(hours: Hours | None, moment: datetime, calendar: DayCalendar) -> OpenStatus:
    """The status at an aware moment; ``hours=None`` is 开放时间未核实. ``ValueError`` for a naive moment."""
    if moment.tzinfo is None:
        raise ValueError("the moment must carry its zone")
    if hours is None:
        return OpenStatus(False, None, None, Reason.UNKNOWN, False, "开放时间未核实")
    local = moment.astimezone(LEGAL_ZONE)
    today, minute = local.date(), local.hour * 60 + local.minute
    days = _Days(hours, today, calendar)
    if any(start <= minute < end for offset in (-1, 0) for start, end in days.spans(offset)):
        return _open(days, today, minute)
    return _closed(hours, days, today, minute)


def _open(days: _Days, today: date, minute: int) -> OpenStatus:
    end = _end_of_opening(days, minute)
    provisional = days.any_provisional
    if end is None:
        words = _maybe("24小时开放", provisional)
        return OpenStatus(True, None, None, Reason.ROUND_THE_CLOCK, provisional, words)
    words = _maybe(f"现在开放,到{_closing_words(today, end)}", provisional)
    return OpenStatus(True, _at(today, end), None, Reason.OPEN, provisional, words)


def _end_of_opening(days: _Days, minute: int) -> int | None:
    """Minute at which it closes, intervals that touch joined; ``None`` when none comes within 7 days."""
    end = minute
    for offset in range(-1, ENDLESS_DAYS + 1):
        for start, stop in days.spans(offset):
            if start <= end:
                end = max(end, stop)
        if offset >= 0 and end < (offset + 1) * DAY_MINUTES:
            return end
    return None


def _closed(hours: Hours, days: _Days, today: date, minute: int) -> OpenStatus:
    opening = next(
        (start for offset in range(LOOK_AHEAD_DAYS + 1) for start, _ in days.spans(offset) if start > minute),
        None,
    )
    plan = days.plan(0)
    reason = _why_closed(hours, plan, today, opening)
    coming = _coming_season(hours, today) if reason is Reason.SEASON_OVER else None
    through = _closed_through(hours, today) if reason is Reason.EXCEPTION else None
    return OpenStatus(
        is_open=False,
        until=None,
        opens_at=None if opening is None else _at(today, opening),
        reason=Reason.OFF_SEASON if coming else reason,
        provisional=days.any_provisional,
        words=f"{OFF_SEASON},{day_words(today, coming)}起开放"
        if coming
        else _maybe(_closed_words(today, opening, reason, through), days.any_provisional),
        closed_through=through,
        note=plan.exception.reason if through and plan.exception else "",
    )


def _why_closed(hours: Hours, plan: DayPlan, today: date, opening: int | None) -> Reason:
    if plan.cause is Cause.EXCEPTION and not plan.intervals:
        return Reason.EXCEPTION
    if opening is None:
        ahead = today + timedelta(days=LOOK_AHEAD_DAYS)
        return Reason.NO_OPENING if in_season(hours, ahead) else Reason.SEASON_OVER
    if plan.cause is Cause.SEASON:
        return Reason.OFF_SEASON
    if plan.cause is Cause.HOLIDAY and not plan.intervals:
        return Reason.HOLIDAY
    return Reason.BETWEEN


def _coming_season(hours: Hours, today: date) -> date | None:
    """The first day of the next season that has its date: so far ahead that no opening of it was looked for."""
    dated = (each.first for each in hours.seasons if isinstance(each, DatedSeason) and each.first > today)
    return min(dated, default=None)


def _closed_through(hours: Hours, today: date) -> date:
    """The last day of the closure, closures that follow one another joined."""
    last, exception = today, exception_on(hours, today)
    while exception is not None and not exception.intervals:
        last = exception.last
        exception = exception_on(hours, last + timedelta(days=1))
    return last


def _closed_words(today: date, opening: int | None, reason: Reason, through: date | None) -> str:
    if through is not None and through > today:
        return f"暂停开放至 {day_words(today, through)}"
    if reason is Reason.SEASON_OVER:
        return SEASON_OVER
    head = {Reason.EXCEPTION: "今天暂停开放", Reason.OFF_SEASON: OFF_SEASON}.get(reason, "已关门")
    if opening is None:
        return f"{head},近{LOOK_AHEAD_DAYS}天内不开放"
    return f"{head},{_opening_words(today, opening)} 开"


def _maybe(words: str, provisional: bool) -> str:
    return f"{words}({HOURS_MAY_CHANGE})" if provisional else words


def _at(today: date, minute: int) -> datetime:
    days, rest = divmod(minute, DAY_MINUTES)
    wall = time(rest // 60, rest % 60)
    return datetime.combine(today + timedelta(days=days), wall, tzinfo=LEGAL_ZONE)


def _clock(minute: int) -> str:
    return f"{minute // 60}:{minute % 60:02d}"


def _opening_words(today: date, minute: int) -> str:
    offset, rest = divmod(minute, DAY_MINUTES)
    return f"{'今天' if offset == 0 else near_words(today, offset)} {_clock(rest)}"


def _closing_words(today: date, minute: int) -> str:
    """Midnight is said as 24:00 of the day it ends."""
    offset = (minute - 1) // DAY_MINUTES
    rest = minute - offset * DAY_MINUTES
    return f" {_clock(rest)}" if offset == 0 else f"{near_words(today, offset)} {_clock(rest)}"
