"""Which kinds of single records are there: how they are called, which days they hold for, what can be wrong with one?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from sites.models.entered import SiteRecord
from sites.models.records import Activity, Fault, HolidaySession, RatingCount
from sites.site_type import SiteType
from sites.use.checks import (
    Frame,
    Problems,
    Typed,
    activity_problems,
    due_on,
    fault_problems,
    rating_problems,
    session_problems,
)
from sites.use.vocabulary import RatingSource


def _always(kind: SiteType) -> bool:
    return True


@dataclass(frozen=True)
class RecordKind:
    """``first`` and ``last`` name the columns of its days; ``texts`` those with words of people.

    ``fixed``: columns that every record of the kind has. ``derive``: columns that follow from what was typed.
    ``is_kept``: whether a type keeps such records at all. ``asks_overlaps``: two of them at the same time are asked about.
    """

    code: str
    label: str
    model: type[SiteRecord]
    first: str
    last: str
    problems: Callable[[Typed, Frame], Problems]
    texts: tuple[str, ...] = ()
    fixed: tuple[tuple[str, str], ...] = ()
    derive: Callable[[Typed], dict[str, date]] = lambda typed: {}
    is_kept: Callable[[SiteType], bool] = _always
    asks_overlaps: bool = False

    def span(self, typed: Typed) -> tuple[date, date]:
        return typed[self.first], typed[self.last]


ACTIVITY = RecordKind(
    "activity", "活动记录", Activity, "held_on", "held_on", activity_problems, texts=("title",)
)
SESSION = RecordKind(
    "session",
    "办班记录",
    HolidaySession,
    "starts_on",
    "ends_on",
    session_problems,
    is_kept=lambda kind: kind.use.sessions,
    asks_overlaps=True,
)
FAULT = RecordKind(
    "fault",
    "报修记录",
    Fault,
    "reported_on",
    "reported_on",
    fault_problems,
    texts=("what",),
    derive=lambda typed: {"due_on": due_on(typed["reported_on"])},
)
PAPER_RATING = RecordKind(
    "rating",
    "纸质问卷",
    RatingCount,
    "first_day",
    "last_day",
    rating_problems,
    fixed=(("source", RatingSource.PAPER),),
    asks_overlaps=True,
)
