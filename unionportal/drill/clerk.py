"""What an honest clerk would write down beside a case: gaps, facts, days. Counts days by itself, one by one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from rulebook.terms import Limit
from rulebook.workdays import WorkCalendar

AT_CHECK = ("district_check", "city_filing")


@dataclass
class Clerk:
    """One case as it must stand; knows nothing of the code that moves it.

    ``told``: parts of the open letter, ``open`` or ``answered``; ``silent``: those answered without a word. ``held``:
    working days that the present checker had used up before the case was sent back. ``then``: what stood in each part
    when its letter went out. ``passed``: who passed the case on, how, and the clock that ran until then, as long as
    nobody has gone on with it.
    """

    limits: Mapping[str, Limit]
    calendar: WorkCalendar
    facts: dict[str, str]
    since: date
    state: str = "district_check"
    came_from: str = ""
    signed: int = 0
    letters: int = 0
    held: int = 0
    unsent: set[str] = field(default_factory=set)
    told: dict[str, str] = field(default_factory=dict)
    named: set[str] = field(default_factory=set)
    then: dict[str, str] = field(default_factory=dict)
    silent: set[str] = field(default_factory=set)
    passed: tuple[str, date, int] | None = None

    @property
    def is_settled(self) -> bool:
        return not self.unsent and not self.told

    def send(self, today: date, parts: Mapping[str, str]) -> None:
        """The letter goes out: the checker's clock stops, every signature is void. ``parts``: column of each part."""
        self.held += self._days_until(today)
        self.told, self.silent = dict.fromkeys(self.unsent, "open"), set()
        self.then = {part: self.facts[parts[part]] for part in self.unsent}
        self.named |= self.unsent
        self.unsent, self.signed = set(), 0
        self.letters += 1
        self.state, self.came_from, self.since = "returned", self.state, today

    def come_back(self, today: date, state: str) -> None:
        """Handed in again: where the case came from the clock goes on, elsewhere it is a new one."""
        if state != self.came_from:
            self.held = 0
        self.state, self.since = state, today

    def go_on(self, today: date, state: str, action: str = "") -> None:
        self.passed = (action, self.since, self.held) if action else None
        self.state, self.since, self.held = state, today, 0

    def take_back(self, state: str) -> None:
        """As if it had never been passed on: the days that it lay elsewhere are the checker's own."""
        if self.passed is not None:
            _, self.since, self.held = self.passed
        self.state, self.passed = state, None

    def is_mended(self, part: str, column: str) -> bool:
        return self.facts[column] != self.then[part]

    def answers_hold(self, parts: Mapping[str, str]) -> bool:
        """All is answered, and what was answered without a word still stands otherwise than the letter found it."""
        answered = all(state == "answered" for state in self.told.values())
        return answered and all(self.is_mended(part, parts[part]) for part in self.silent & self.told.keys())

    def judge(self, part: str, verdict: str) -> None:
        del self.told[part]
        if verdict == "kept":
            self.unsent.add(part)

    def due_on(self) -> date | None:
        """The last day of the present state; the day of arrival does not count, one day is always left."""
        limit = self.limits.get(self.state)
        if limit is None:
            return None
        left, day = limit.days, self.since
        if self.state in AT_CHECK:
            left = max(left - self.held, 1)
        while left:
            day += timedelta(days=1)
            left -= self.calendar.is_workday(day)
        return day

    def _days_until(self, today: date) -> int:
        """Working days that ended with the case on this desk: not the day of arrival, not the day it left."""
        days = (today - self.since).days
        span = (self.since + timedelta(days=number) for number in range(1, days))
        return sum(self.calendar.is_workday(day) for day in span)
