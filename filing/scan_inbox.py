"""Whose stamped forms are still owed after the filing? Lines for the desk of the sender, or of who keeps the site now."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import Q, QuerySet
from django.urls import reverse

from accounts.reach import holds, managed
from accounts.roles import Role
from core.actor import Actor
from core.clock import LEGAL_ZONE
from core.registry import Inbox, InboxItem, InboxList, Reader
from filing.models import Filing
from filing.policy import COLUMNS, WRITERS
from filing.scan_due import ScanDue, scan_due
from filing.selectors import forms_owed
from rulebook.selectors import load_calendar, measure_in
from rulebook.workdays import WorkCalendar

#: More lines than this help nobody on a desk; those that are due first come first.
MOST_LINES = 50


def forms_owed_by(actor: Actor) -> QuerySet[Filing]:
    """Filed cases that this person sent, or whose site he keeps, without their stamped form; the oldest first."""
    mine = Q(submitted_by=actor.key) | managed(actor, COLUMNS, [Role.KEEPER])
    return forms_owed().filter(managed(actor, COLUMNS, WRITERS), mine)


def scans_inbox(actor: Actor, today: date) -> Iterable[InboxList]:
    """What is still in time comes soon, what is late waits; a case whose form is filed is in neither."""
    if holds(actor, *WRITERS):
        yield InboxList(forms_owed_by(actor), _owed, MOST_LINES)


def _owed(reader: Reader, rows: list[Filing]) -> Inbox:
    calendar = reader.once(load_calendar)
    found = [(filing, _due(filing, calendar, reader.today)) for filing in rows]
    owed = [(filing, due) for filing, due in found if due.days is not None]
    return Inbox(
        waiting=[_item(filing, due) for filing, due in owed if due.is_over],
        upcoming=[_item(filing, due) for filing, due in owed if not due.is_over],
    )


def _due(filing: Filing, calendar: WorkCalendar, today: date) -> ScanDue:
    return scan_due(
        measure_in(filing.pack) if filing.pack else None,
        has_scan=False,
        filed_on=filing.decided_at.astimezone(LEGAL_ZONE).date() if filing.decided_at else None,
        calendar=calendar,
        today=today,
    )


def _item(filing: Filing, due: ScanDue) -> InboxItem:
    return InboxItem(
        title=filing.version.name or str(filing.site),
        url=reverse("filing", args=[filing.number]),
        reason="盖章的申报表还没有上传:请扫描后归入本案,不影响备案效力",
        tag=f"{filing.state_label} · {filing.filing_number}",
        due=due.due,
        due_words=due.left,
        at=filing.decided_at,
        is_hint=True,
    )
