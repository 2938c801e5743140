"""What was told about a door at one moment? Closures, one-off days and seasons as plain values; no database, no clock.

A closure holds from its first moment up to, not including, its end. Closures that touch are one for the reader.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from core.clock import LEGAL_ZONE
from core.words import chinese_day
from sites.hours import DatedSeason, DayException, Hours, Interval, day_words
from sites.vocabulary import SiteState

#: How far an exception reaches that stands for a closure until further notice.
_FAR = timedelta(days=400)

FURTHER = "恢复时间另行通知"


@dataclass(frozen=True)
class Closure:
    """Closed from one moment to another; ``ends_at`` is empty until further notice."""

    starts_at: datetime
    ends_at: datetime | None
    reason: str

    def covers(self, moment: datetime) -> bool:
        return self.starts_at <= moment and (self.ends_at is None or moment < self.ends_at)

    def has_ended(self, moment: datetime) -> bool:
        return self.ends_at is not None and self.ends_at <= moment

    @property
    def first_day(self) -> date:
        return self.starts_at.astimezone(LEGAL_ZONE).date()

    @property
    def last_day(self) -> date | None:
        """The last day on which it is closed at any minute."""
        if self.ends_at is None:
            return None
        return (self.ends_at.astimezone(LEGAL_ZONE) - timedelta(microseconds=1)).date()


@dataclass(frozen=True)
class SeasonTold:
    """A confirmed season of a holiday station: itself in one line, its week and the days of its classes."""

    words: str
    week: tuple[tuple[Interval, ...], ...]
    spans: tuple[DatedSeason, ...]

    def over(self, hours: Hours | None) -> Hours:
        """The registered hours with the week and the days of the season; what they say of holidays stays."""
        return replace(hours or Hours(self.week), week=self.week, seasons=self.spans)

    @property
    def first_day(self) -> date:
        return min(each.first for each in self.spans)

    @property
    def last_day(self) -> date:
        return max(each.last for each in self.spans)


@dataclass(frozen=True)
class OffTold:
    """A season of a holiday station that does not take place: its name, itself in one line, the days it was expected."""

    name: str
    words: str
    first_day: date
    last_day: date

    def counts(self, day: date, named: str) -> bool:
        """Under way, or the one that is asked about; one further ahead says nothing of the one before it."""
        return self.last_day >= day and (self.first_day <= day or self.name == named)


@dataclass(frozen=True)
class Verified:
    """What an office found at a door and told the public, until somebody answers it: a line, and its own words.

    ``lifted``: who takes it down and how, for the people of the site. ``answerers``: in which roles a notice of the door does.
    """

    line: str
    said: str
    lifted: str = ""
    answerers: tuple[str, ...] = ()


@dataclass(frozen=True)
class Announced:
    """Everything that is announced of one site and not settled yet.

    ``seasons``: the confirmed ones of a holiday station, the next one first; ``None`` for a site that opens all the year.
    ``off``: where none is confirmed, those that do not take place, the next one first.
    """

    closures: tuple[Closure, ...] = ()
    days: tuple[DayException, ...] = ()
    seasons: tuple[SeasonTold, ...] | None = None
    off: tuple[OffTold, ...] = ()
    verified: Verified | None = None

    def answered_as(self, role: str) -> Announced:
        """After a notice of the door that somebody tells in this role."""
        is_answered = self.verified is not None and role in self.verified.answerers
        return replace(self, verified=None) if is_answered else self

    @property
    def is_unconfirmed(self) -> bool:
        """A holiday station of which nobody said that it opens."""
        return self.seasons == ()

    def off_words(self, day: date, named: str) -> str:
        """2026年暑假不开班. ``named``: the season that is under way or comes next."""
        return next((each.words for each in self.off if each.counts(day, named)), "")

    def season_on(self, day: date) -> SeasonTold | None:
        """The one that is under way or comes next; the last one once all are over."""
        told = self.seasons or ()
        return next((each for each in told if each.last_day >= day), told[-1] if told else None)

    def hours_over(self, hours: Hours | None, day: date) -> Hours | None:
        """By which hours the door opens: of a holiday station those of its season, else the registered ones."""
        season = self.season_on(day)
        return season.over(hours) if season else hours

    def is_out_of_season(self, day: date) -> bool:
        """Nobody comes on such a day: no season of a holiday station covers it."""
        season = self.season_on(day)
        return self.seasons is not None and (season is None or not season.first_day <= day <= season.last_day)

    @property
    def spells(self) -> tuple[Closure, ...]:
        """The closures in order, those that touch or overlap joined."""
        joined: list[Closure] = []
        for each in sorted(self.closures, key=lambda closure: closure.starts_at):
            last = joined[-1] if joined else None
            if last is not None and (last.ends_at is None or each.starts_at <= last.ends_at):
                joined[-1] = _joined(last, each)
            else:
                joined.append(each)
        return tuple(joined)

    def closure_at(self, moment: datetime) -> Closure | None:
        return next((spell for spell in self.spells if spell.covers(moment)), None)

    def ahead(self, moment: datetime) -> tuple[Closure, ...]:
        """Closures that have not begun."""
        return tuple(spell for spell in self.spells if spell.starts_at > moment)

    def has_ended(self, moment: datetime) -> bool:
        """Whether a closure is over that the register has not followed yet."""
        return any(each.has_ended(moment) for each in self.closures)

    def exceptions(self, moment: datetime) -> tuple[DayException, ...]:
        """All of it as days of the hours, closures on top, so that the next opening is never on a closed day."""
        closed = [spell for spell in self.spells if not spell.has_ended(moment)]
        return (*self.days, *(DayException(c.first_day, _last_closed(c), (), c.reason) for c in closed))


NOTHING = Announced()


def _joined(first: Closure, second: Closure) -> Closure:
    """One spell of two; the longer end counts, both reasons are told."""
    open_ended = first.ends_at is None or second.ends_at is None
    ends_at = None if open_ended else max(filter(None, (first.ends_at, second.ends_at)))
    reasons = dict.fromkeys((first.reason, second.reason))
    return replace(first, ends_at=ends_at, reason=";".join(filter(None, reasons)))


def _last_closed(closure: Closure) -> date:
    return closure.last_day or closure.first_day + _FAR


def state_now(state: str, announced: Announced, moment: datetime) -> str:
    """The state as it is at the door, also when the register has not followed yet."""
    if state == SiteState.CANCELLED:
        return state
    if announced.closure_at(moment) is not None:
        return SiteState.SUSPENDED
    if state == SiteState.SUSPENDED and announced.has_ended(moment):
        return SiteState.OPEN
    return state


def closed_words(closure: Closure, today: date) -> str:
    """暂停开放至 10月20日; 今天暂停开放; 暂停开放,恢复时间另行通知."""
    last = closure.last_day
    if last is None:
        return f"暂停开放,{FURTHER}"
    return f"暂停开放至 {day_words(today, last)}" if last > today else "今天暂停开放"


def span_words(closure: Closure) -> str:
    """2026年10月20日至2026年10月25日; 2026年10月20日起,恢复时间另行通知."""
    first, last = chinese_day(closure.first_day), closure.last_day
    if last is None:
        return f"{first}起,{FURTHER}"
    return first if last == closure.first_day else f"{first}至{chinese_day(last)}"


def ahead_words(closure: Closure, today: date) -> str:
    """10月20日至25日暂停开放; 10月20日起暂停开放,恢复时间另行通知."""
    first, last = closure.first_day, closure.last_day
    begins = day_words(today, first)
    if last is None:
        return f"{begins}起暂停开放,{FURTHER}"
    if last == first:
        return f"{begins}暂停开放"
    same_month = (first.year, first.month) == (last.year, last.month)
    return f"{begins}至{f'{last.day}日' if same_month else day_words(first, last)}暂停开放"
