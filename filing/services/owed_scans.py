"""Whoever owes a stamped form is told before its day and once more when it has passed; nothing is decided by that."""

from __future__ import annotations

from datetime import datetime, timedelta

from accounts.models import User
from accounts.roles import Role
from accounts.selectors import people_with_role
from core.actor import SYSTEM
from core.clock import LEGAL_ZONE
from filing.models import Filing
from filing.scan_due import ScanDue, scan_due
from filing.selectors import forms_owed, pinned_measure
from filing.services.moving import tell
from rulebook.selectors import load_calendar

#: Working days before the last one from which on the form is asked for.
SOON = 3
#: Older ones have been told twice; they stay on the desk.
LOOKED_BACK = timedelta(days=90)


def tell_owed_scans(*, now: datetime) -> int:
    """How many cases were told about; a second run owes nobody the same message again."""
    calendar, today = load_calendar(), now.astimezone(LEGAL_ZONE).date()
    told = 0
    for filing in forms_owed().filter(decided_at__gte=now - LOOKED_BACK):
        decided = filing.decided_at
        filed_on = decided.astimezone(LEGAL_ZONE).date() if decided else None
        due = scan_due(
            pinned_measure(filing), has_scan=False, filed_on=filed_on, calendar=calendar, today=today
        )
        told += _tell(filing, due, now)
    return told


def _tell(filing: Filing, due: ScanDue, now: datetime) -> bool:
    if due.days is None or due.days > SOON:
        return False
    stage = "late" if due.days < 0 else "soon"
    site = filing.site
    keepers = people_with_role(site.union_path, Role.KEEPER, site_types=filing.types, on=now.date())
    sender = User.objects.filter(pk=filing.submitted_by_id or 0, is_active=True)
    people = {person.pk: person for person in (*sender, *keepers)}
    subject = f"{filing.version.name or filing.number}:盖章申报表还没有归入本案,{due.left}"
    tell(people.values(), filing, subject, SYSTEM, now, f"scan-{stage}", urgent=False)
    return True
