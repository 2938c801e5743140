"""Which sites fail a check of inspection on a day? Queries for ``inspection/dynamic_checks.py``, one statement each."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import F, Max, Min, QuerySet, Value
from django.db.models.functions import Greatest, TruncDate

from core.clock import LEGAL_ZONE
from core.sql_days import DaysAfter
from inspection.models import Rectification
from inspection.rectifying.states import RectificationState


def orders_overdue(day: date) -> QuerySet[Any]:
    """Orders whose day has passed and that were not handed in; a provisional day never counts. One row a site."""
    rows = Rectification.objects.filter(
        state=RectificationState.MENDING, due_on__lt=day, due_is_provisional=False
    )
    return rows.values(subject=F("site_id")).annotate(
        due=Min("due_on"), began_on=DaysAfter(Min("due_on"), Value(1)), pack_ref=Min("pack_id")
    )


def orders_moved(day: date) -> QuerySet[Any]:
    """When the orders of each site were last handed in or ended."""
    last = Max(Greatest("handed_in_at", "ended_at"))
    rows = Rectification.objects.filter(handed_in_at__isnull=False)
    return rows.values(subject=F("site_id")).annotate(touched_on=TruncDate(last, tzinfo=LEGAL_ZONE))
