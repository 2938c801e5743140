"""Which issuers lack a calendar on a day? The query for ``rulebook/dynamic_checks.py``."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import DateField, F, IntegerField, Max, QuerySet, Value

from accounts.models import Union
from core.clock import LEGAL_ZONE
from rulebook.models import CalendarYear
from rulebook.selectors import known_calendar_years

#: The yearly notice is usually out by then.
NOTICE_MONTH = 11


def without_calendar(day: date) -> QuerySet[Any]:
    """Every issuer, where the year or, from November on, the next one has no calendar: its periods stay provisional."""
    wanted = [day.year, day.year + 1] if day.month >= NOTICE_MONTH else [day.year]
    missing = [year for year in wanted if year not in known_calendar_years()]
    first = min(missing, default=day.year)
    rows = Union.objects.filter(is_issuer=True, is_active=True).annotate(
        subject=F("pk"),
        pack_ref=Value(None, IntegerField()),
        began_on=Value(date(first - 1, NOTICE_MONTH, 1), DateField()),
        year=Value(first, IntegerField()),
    )
    return rows if missing else rows.none()


def calendars_imported(on: date) -> QuerySet[Any]:
    """When a calendar was last brought in; it counts for all."""
    last = CalendarYear.objects.aggregate(last=Max("imported_at"))["last"]
    day = last.astimezone(LEGAL_ZONE).date() if last else None
    rows = Union.objects.annotate(subject=F("pk"), touched_on=Value(day, DateField()))
    return rows if last else rows.none()
