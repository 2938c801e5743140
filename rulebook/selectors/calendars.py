"""Which working-day calendar applies, now and as it stood? Reads the yearly notices; never writes."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from django.db.models import QuerySet

from rulebook.models import CalendarDay, CalendarYear
from rulebook.workdays import WorkCalendar

#: Key, year, version and digest of each notice: what a calendar is made of.
CalendarKey = tuple[tuple[int, int, int, str], ...]


def load_calendar() -> WorkCalendar:
    """The calendar in force: of each year the newest version."""
    return _calendar(tuple(_calendar_rows()))


def calendar_as_of(revision: int) -> WorkCalendar:
    """The calendar as it stood when its newest notice was ``revision``, to work out an outcome again."""
    return _calendar(tuple(_calendar_rows().filter(pk__lte=revision)))


def _calendar_rows() -> QuerySet[CalendarYear, tuple[int, int, int, str]]:
    return CalendarYear.objects.order_by("pk").values_list("pk", "year", "version", "digest")


@lru_cache(maxsize=16)
def _calendar(rows: CalendarKey) -> WorkCalendar:
    newest = {year: (version, pk) for pk, year, version, _ in sorted(rows, key=lambda row: row[2])}
    days = CalendarDay.objects.filter(calendar_id__in=[pk for _, pk in newest.values()])
    special: dict[date, bool] = {}
    names: dict[date, str] = {}
    for day in days.order_by("calendar__year"):  # a notice may correct the December before its year
        special[day.date] = day.is_workday
        names[day.date] = day.name
    return WorkCalendar(
        special=special,
        known_years=frozenset(newest),
        version={year: version for year, (version, _) in newest.items()},
        names=names,
        revision=max((row[0] for row in rows), default=0),
    )


def calendars_of(year: int) -> QuerySet[CalendarYear]:
    """All versions of a year, the one in force first."""
    return CalendarYear.objects.filter(year=year).order_by("-version")


def newest_calendar(year: int) -> CalendarYear | None:
    """The version of a year that is in force."""
    return calendars_of(year).first()


def known_calendar_years() -> set[int]:
    return set(CalendarYear.objects.values_list("year", flat=True))
