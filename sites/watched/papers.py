"""Agreements, certificates, insurance, medicine and supplies: which end within the notice of the measure, which have ended?"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.db.models import Expression, F, QuerySet, Value
from django.db.models.functions import TruncDate

from core.clock import LEGAL_ZONE
from core.sql_days import DaysAfter
from sites.models import ServiceSite
from sites.watched.ruled import Ruling, watched_sites

#: The limit of the measure that says how long before its end a paper is asked for.
NOTICE = "expiry_notice"

LastDay = Callable[[QuerySet[ServiceSite]], QuerySet[Any]]


def agreements(rows: QuerySet[ServiceSite]) -> QuerySet[Any]:
    """With the last day of the agreement with the host in ``ends_on``."""
    return rows.annotate(ends_on=F("version__agreement_ends_on"))


def ended(last_day: LastDay, day: date) -> QuerySet[Any]:
    """Sites whose paper has ended: from the day after its last one."""
    rows = last_day(watched_sites(Ruling.on(day))).filter(ends_on__lt=day)
    return rows.annotate(began_on=_later(F("ends_on"), 1))


def _later(day: Expression | F, days: int) -> DaysAfter:
    return DaysAfter(day, Value(days))


def facts_changed(day: date) -> QuerySet[Any]:
    """When the facts in force of each site were decided."""
    rows = ServiceSite.objects.filter(version__decided_at__isnull=False)
    decided = TruncDate("version__decided_at", tzinfo=LEGAL_ZONE)
    return rows.annotate(subject=F("pk"), touched_on=decided)
