"""Taking in the yearly notices: each is a version of its year, and none is ever changed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from core.actor import Actor
from core.audit import record
from core.registry import Registry
from core.workflow import attempt
from rulebook.models import CalendarDay, CalendarYear
from rulebook.notice_files import read_notice
from rulebook.notices import Notice
from rulebook.policy import CALENDARS
from rulebook.seeds import calendar_files
from rulebook.selectors import newest_calendar

#: Apps above work out anew what they had reckoned over the calendar; each gives how many rows moved. Keyed by app.
SETTLERS: Registry[Callable[[Actor, datetime], int]] = Registry("settlers of dates")


@dataclass(frozen=True)
class Imported:
    """The version in force after an import; ``is_new``: the file brought something; ``moved``: rows that follow it."""

    calendar: CalendarYear
    is_new: bool
    moved: int = 0


def import_calendar_year(notice: Notice, *, actor: Actor, now: datetime) -> Imported:
    """The notice as the newest version of its year; the same notice once more brings nothing new."""
    blank = CalendarYear(year=notice.year)
    with attempt(actor, "calendar.import", blank, now=now, label="导入节假日安排"):
        CALENDARS.require(actor, "import", blank)
        newest = newest_calendar(notice.year)
        if newest is not None and newest.digest == notice.digest:
            return Imported(newest, is_new=False)
        calendar = CalendarYear.objects.create(
            year=notice.year,
            version=newest.version + 1 if newest else 1,
            document_number=notice.document_number,
            issued_on=notice.issued_on,
            source=notice.source,
            day_count=len(notice.days),
            digest=notice.digest,
            imported_at=now,
        )
        CalendarDay.objects.bulk_create(
            CalendarDay(calendar=calendar, date=day.date, is_workday=day.is_workday, name=day.name)
            for day in notice.days
        )
        details = {"document_number": notice.document_number, "digest": notice.digest}
        moved = sum(settle(actor, now) for settle in SETTLERS)
        if moved:
            details["moved_dates"] = str(moved)
        record(actor, "calendar.import", calendar, now=now, label="导入节假日安排", details=details)
    return Imported(calendar, is_new=True, moved=moved)


def seed_calendars(*, actor: Actor, now: datetime) -> list[CalendarYear]:
    """The notices that come with the portal, for years that have none; a second run brings nothing."""
    notices = [read_notice(path.read_bytes(), path.name) for path in calendar_files()]
    return [
        import_calendar_year(notice, actor=actor, now=now).calendar
        for notice in notices
        if newest_calendar(notice.year) is None
    ]
