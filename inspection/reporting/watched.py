"""Which reports of the public did nobody answer in time? For ``inspection/dynamic_checks.py``, one statement."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import F, Max, QuerySet, Value
from django.db.models.functions import TruncDate

from core.clock import LEGAL_ZONE
from core.sql_days import DaysAfter
from core.sql_first import first_of_each
from inspection.models import PublicReport
from inspection.reporting.selectors import unanswered
from sites.vocabulary import IN_USE


def reports_unanswered(day: date) -> QuerySet[Any]:
    """One row a site, the report that waits longest; the day is the one that its page shows."""
    rows = (
        unanswered(day)
        .filter(site__state__in=IN_USE)
        .annotate(
            subject=F("site_id"),
            due=F("due_on"),
            report=F("pk"),
            began_on=DaysAfter(F("due_on"), Value(1)),
            pack_ref=F("pack_id"),
        )
    )
    found: QuerySet[Any] = first_of_each(rows, "site_id", "due_on").annotate(reports=F("in_group"))
    return found


def reports_answered(day: date) -> QuerySet[Any]:
    """When reports of each site were last answered."""
    rows = PublicReport.objects.filter(answered_at__isnull=False).order_by().values(subject=F("site_id"))
    return rows.annotate(touched_on=TruncDate(Max("answered_at"), tzinfo=LEGAL_ZONE))
