"""Whose stamped forms are still owed after the filing? Lines for the desk of the sender, or of who keeps the site now."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Concat
from django.urls import reverse

from accounts.reach import holds, managed
from accounts.roles import Role
from core.actor import Actor
from core.clock import LEGAL_ZONE
from core.registry import Inbox, InboxItem
from filing.document_kinds import DocumentKind
from filing.models import CaseDocument, Filing
from filing.papers.codes import FORM
from filing.policy import COLUMNS, WRITERS
from filing.scan_due import ScanDue, scan_due
from filing.selectors import RELATED
from filing.states import FilingState, Route
from rulebook.choices import SealScanDue
from rulebook.selectors import measure_in
from rulebook.workdays import WorkCalendar

#: More lines than this help nobody on a desk; those that are due first come first.
MOST_LINES = 50


def forms_owed_by(actor: Actor) -> QuerySet[Filing]:
    """Filed cases that this person sent, or whose site he keeps, without their stamped form; the oldest first."""
    mine = Q(submitted_by=actor.key) | managed(actor, COLUMNS, [Role.KEEPER])
    form = Q(paper="") | Q(paper=Concat(OuterRef("number"), Value(f"-{FORM}")))
    stamped = CaseDocument.objects.filter(form, filing=OuterRef("pk"), kind=DocumentKind.SCAN)
    rows = Filing.objects.filter(
        managed(actor, COLUMNS, WRITERS),
        mine,
        ~Exists(stamped),
        state=FilingState.FILED,
        pack__seal_scan_due=SealScanDue.AFTER_FILING,
    ).exclude(route=Route.PAPER)  # the one stamped paper lies with the list
    return rows.select_related(*RELATED, "pack").order_by(F("decided_at").asc(), "pk")


def scans_inbox(actor: Actor, calendar: WorkCalendar, now: datetime) -> Inbox:
    """What is still in time comes soon, what is late waits; a case whose form is filed is in neither."""
    if not holds(actor, *WRITERS):
        return Inbox()
    found = [(filing, _due(filing, calendar, now)) for filing in forms_owed_by(actor)[:MOST_LINES]]
    owed = [(filing, due) for filing, due in found if due.days is not None]
    return Inbox(
        waiting=[_item(filing, due) for filing, due in owed if (due.days or 0) < 0],
        upcoming=[_item(filing, due) for filing, due in owed if (due.days or 0) >= 0],
    )


def _due(filing: Filing, calendar: WorkCalendar, now: datetime) -> ScanDue:
    return scan_due(
        measure_in(filing.pack) if filing.pack else None,
        has_scan=False,
        filed_on=filing.decided_at.astimezone(LEGAL_ZONE).date() if filing.decided_at else None,
        calendar=calendar,
        today=now.astimezone(LEGAL_ZONE).date(),
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
    )
