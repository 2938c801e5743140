"""Which cases are late on a day, and which papers of cases end? Queries for ``filing/dynamic_checks.py``, one statement each."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import F, Max, QuerySet, TextField, Value
from django.db.models.functions import Cast, Concat, TruncDate

from core.clock import LEGAL_ZONE
from core.sql_days import DaysAfter
from core.sql_first import first_of_each
from core.sql_maps import DayUnder
from filing.document_kinds import DocumentKind
from filing.models import CaseDocument, Filing
from filing.scan_due import LIMIT
from filing.selectors import forms_owed
from filing.states import OPEN_CASES, FilingState
from rulebook.selectors import load_calendar, measure_of
from sites.vocabulary import IN_USE
from sites.watched.papers import NOTICE
from sites.watched.ruled import Ruling


def cases_overdue(day: date) -> QuerySet[Any]:
    """Submitted cases that are longer in their state than their measure allows; a provisional day never counts."""
    rows = Filing.objects.filter(state__in=OPEN_CASES, due_on__lt=day, due_is_provisional=False)
    found: QuerySet[Any] = rows.annotate(
        subject=F("site_id"),
        pack_ref=F("pack_id"),
        case=F("number"),
        due=F("due_on"),
        called=F("version__name"),
        began_on=DaysAfter(F("due_on"), Value(1)),
    )
    return found


def cases_moved(day: date) -> QuerySet[Any]:
    """When a case of each site last reached another state."""
    rows = Filing.objects.filter(state_since__isnull=False).order_by().values(subject=F("site_id"))
    found: QuerySet[Any] = rows.annotate(touched_on=TruncDate(Max("state_since"), tzinfo=LEGAL_ZONE))
    return found


def scans_overdue(day: date) -> QuerySet[Any]:
    """Filed cases whose stamped form should be back by now; of a site the one that is longest overdue.

    The day follows from the calendar, so it is worked out once for each pack and day of decision; a provisional one is
    left out.
    """
    decided = TruncDate("decided_at", tzinfo=LEGAL_ZONE)
    owed = forms_owed().select_related(None).filter(site__state__in=IN_USE).annotate(decided=decided)
    key = Concat(
        Cast("pack_id", TextField()), Value(":"), Cast("decided", TextField()), output_field=TextField()
    )
    rows = owed.annotate(subject=F("site_id"), due=DayUnder(key, _due_days(owed))).annotate(
        began_on=DaysAfter(F("due"), Value(1)), pack_ref=F("pack_id"), case=F("number")
    )
    return first_of_each(rows.filter(due__isnull=False), "site_id", "due")


def _due_days(owed: QuerySet[Any]) -> dict[str, date]:
    calendar, found = load_calendar(), {}
    for pack, decided in owed.order_by().values_list("pack_id", "decided").distinct():
        due = measure_of(pack).due_for(LIMIT, decided, calendar)
        if due is not None and not due.provisional:
            found[f"{pack}:{decided.isoformat()}"] = due.date
    return found


def scans_brought(day: date) -> QuerySet[Any]:
    """When a stamped form of each site was last put into its case."""
    rows = CaseDocument.objects.filter(kind=DocumentKind.SCAN).order_by()
    last = TruncDate(Max("uploaded_at"), tzinfo=LEGAL_ZONE)
    found: QuerySet[Any] = rows.values(subject=F("filing__site_id")).annotate(touched_on=last)
    return found


def papers_ending(kind: str, day: date) -> QuerySet[Any]:
    """Sites whose newest paper of a kind ends within the notice of their measure."""
    ruling = Ruling.on(day, "filing__site__union_path", "filing__site__site_type")
    rows = _last_days(kind, ruling).filter(ends_on__gte=day)
    found: QuerySet[Any] = rows.annotate(
        notice=Max(ruling.limit(NOTICE)), began_on=DaysAfter(F("ends_on"), -Max(ruling.limit(NOTICE)))
    )
    return found


def papers_ended(kind: str, day: date) -> QuerySet[Any]:
    """Sites whose newest paper of a kind has ended."""
    ruling = Ruling.on(day, "filing__site__union_path", "filing__site__site_type")
    rows = _last_days(kind, ruling).filter(ends_on__lt=day)
    found: QuerySet[Any] = rows.annotate(began_on=DaysAfter(F("ends_on"), Value(1)))
    return found


def _last_days(kind: str, ruling: Ruling) -> QuerySet[Any]:
    """Of all papers of the kind that lie in filed cases of a site the latest day: an older paper is replaced by a newer."""
    rows = CaseDocument.objects.filter(
        kind=kind, expires_on__isnull=False, filing__state=FilingState.FILED, filing__site__state__in=IN_USE
    )
    by_site = rows.order_by().values(subject=F("filing__site_id"))
    return by_site.annotate(ends_on=Max("expires_on"), pack_ref=Max(ruling.pack()))


def papers_brought(day: date) -> QuerySet[Any]:
    """When a case with papers of each site was last decided."""
    rows = Filing.objects.filter(state=FilingState.FILED, decided_at__isnull=False).order_by()
    last = TruncDate(Max("decided_at"), tzinfo=LEGAL_ZONE)
    found: QuerySet[Any] = rows.values(subject=F("site_id")).annotate(touched_on=last)
    return found
