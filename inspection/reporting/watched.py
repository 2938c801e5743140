"""Which reports of the public did nobody answer in time? For ``inspection/dynamic_checks.py``, one statement."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Count, F, Max, Min, QuerySet, Value
from django.db.models.functions import TruncDate

from core.clock import LEGAL_ZONE
from core.sql_days import DaysAfter
from inspection.models import PublicReport
from inspection.reporting.selectors import unanswered
from sites.vocabulary import IN_USE


def reports_unanswered(day: date) -> QuerySet[Any]:
    """One row a site, by its oldest day; the day is the one that the page of the report shows."""
    rows = unanswered(day).filter(site__state__in=IN_USE).order_by().values(subject=F("site_id"))
    return rows.annotate(
        due=Min("due_on"),
        report=Min("pk"),
        reports=Count("pk"),
        began_on=DaysAfter(Min("due_on"), Value(1)),
        pack_ref=Min("pack_id"),
    )


def reports_answered(day: date) -> QuerySet[Any]:
    """When reports of each site were last answered."""
    rows = PublicReport.objects.filter(answered_at__isnull=False).order_by().values(subject=F("site_id"))
    return rows.annotate(touched_on=TruncDate(Max("answered_at"), tzinfo=LEGAL_ZONE))
