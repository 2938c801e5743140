"""What a keeper who looks at the page every day would write down: what was announced, since when. Counts days by itself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from inspection.laddering.climbing import Ahead
from inspection.laddering.next_steps import label_of
from rulebook.workdays import WorkCalendar
from unionportal.drill.outcome import require


@dataclass
class Reader:
    """Reads what the pages say; knows nothing of the rows behind them.

    ``seen``: for each announcement, the days on which its page showed it. ``foretold``: what the page said this
    evening would be told by the job tonight.
    """

    calendar: WorkCalendar
    workdays: int
    seen: dict[int, list[date]] = field(default_factory=dict)
    foretold: set[tuple[int, str]] = field(default_factory=set)
    falling: set[int] = field(default_factory=set)

    def read(
        self, day: date, pages: Iterable[tuple[int, tuple[Ahead, ...]]], said: Mapping[int, str]
    ) -> None:
        """The pages of one day, before the job of the night. ``said``: the words of the page of a site."""
        self.foretold, self.falling = set(), set()
        for site, coming in pages:
            for ahead in coming:
                if ahead.announced is None:
                    if ahead.is_ripe(day):
                        self.foretold.add((site, ahead.action))
                elif ahead.falls:
                    self.falling.add(ahead.announced.key)
                elif _is_said(ahead.action, said.get(site, "")):
                    self.seen.setdefault(ahead.announced.key, []).append(day)

    def require_notice(self, key: int, signed_on: date, what: str) -> int:
        """Shown without a gap up to the day of the signature, over as many working days as the measure says; how many."""
        days = self.seen.get(key, [])
        require(bool(days), f"{what}:没有在页面上告知过")
        whole = [days[0] + timedelta(days=number) for number in range((signed_on - days[0]).days)]
        require(days[: len(whole)] == whole, f"{what}:告知期间有一天页面上没有显示")
        shown = sum(self.calendar.is_workday(day) for day in whole)
        require(shown >= self.workdays, f"{what}:只告知了 {shown} 个工作日")
        return shown


def _is_said(action: str, words: str) -> bool:
    """Whether the page names this rung as one that is announced: to be signed, or objected to."""
    label = label_of(action)
    return f"签批{label}" in words or f"拟{label}" in words
