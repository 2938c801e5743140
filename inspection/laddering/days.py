"""On which days does something of the ladder happen, or may it? The same steps as ``next_steps`` tells, by day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from core.registry import NextStep
from inspection.laddering.climbing import Ahead
from inspection.laddering.next_steps import (
    answer_due_of,
    causes_words,
    coming_for,
    label_of,
    step_of,
    today_of,
)
from inspection.laddering.notice_days import earliest_after, earliest_words
from inspection.laddering.signers import who_signs
from rulebook.choices import LadderAction
from rulebook.selectors import load_calendar, measure_of
from sites.models import ServiceSite


def days_ahead(site: ServiceSite, now: datetime) -> list[tuple[date, NextStep]]:
    """The same by the days on which something happens or may happen, without what has no day yet."""
    found = [each for ahead in coming_for(site.pk, now) for each in _days_of(ahead, site, now)]
    return sorted(found, key=lambda each: each[0])


def _days_of(ahead: Ahead, site: ServiceSite, now: datetime) -> Iterator[tuple[date, NextStep]]:
    today, measure, step = today_of(now), measure_of(ahead.pack_id), step_of(ahead, site, now)
    if ahead.announced is not None:
        due = answer_due_of(ahead.announced, measure) if ahead.announced.is_objected else None
        yield max(due.date if due else ahead.announced.earliest_on, today), step
        return
    if not step.when:
        return
    on = max(ahead.ripe_on, today)
    yield on, step
    earliest = earliest_after(measure, on, load_calendar()) if ahead.action != LadderAction.REMIND else None
    if earliest:
        what = f"到这一天仍未解决的,可以签批{label_of(ahead.action)}:{causes_words(ahead)}"
        yield earliest.date, NextStep(what, earliest_words(earliest), who_signs(ahead.action, site))
