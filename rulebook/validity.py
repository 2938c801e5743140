"""On which days does a measure hold? Its beginning, its trial, what extended it and what repealed it; pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from core.words import chinese_day

#: So long before its trial ends a measure is on somebody's desk.
NOTICE = timedelta(days=60)


@dataclass(frozen=True)
class Validity:
    """``extended_until`` and ``repealed_from`` come from confirmed later documents, never from the pack."""

    begins: date
    trial_until: date | None = None
    extended_until: date | None = None
    repealed_from: date | None = None

    @property
    def trial_ends(self) -> date | None:
        """The last day of the trial, as it was extended; ``None`` for a measure that is not on trial."""
        if self.trial_until is None:
            return None
        return max(self.trial_until, self.extended_until or self.trial_until)

    @property
    def last_day(self) -> date | None:
        """``None``: until a successor takes its place."""
        ends = [self.trial_ends] if self.trial_ends else []
        ends += [self.repealed_from - timedelta(days=1)] if self.repealed_from else []
        return min(ends, default=None)

    def holds_on(self, day: date) -> bool:
        return self.begins <= day and (self.last_day is None or day <= self.last_day)

    def end_in_words(self) -> str:
        """Why and when it ended or will end; empty for one without an end of its own."""
        if self.repealed_from and self.last_day == self.repealed_from - timedelta(days=1):
            return f"自{chinese_day(self.repealed_from)}起废止"
        return f"试行期至{chinese_day(self.trial_ends)}" if self.trial_ends else ""

    def is_ending(self, today: date) -> bool:
        """The trial is in its last weeks, or over."""
        ends = self.trial_ends
        return ends is not None and self.repealed_from is None and ends - NOTICE <= today
