"""Which group of facts has nobody confirmed within its own span, and what is broken for longer than it may be?"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import F, Max, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, Greatest, TruncDate

from core.clock import LEGAL_ZONE
from core.sql_days import DaysAfter
from core.sql_first import first_of_each
from sites.confirming import BY_CODE
from sites.models import FactConfirmation, Fault, ServiceSite
from sites.vocabulary import IN_USE
from sites.watched.ruled import Ruling, watched_sites

#: The limit of the measure that says within how many days a fault is mended.
REPAIR = "fault_repair"


def _last_of(group: str) -> Coalesce:
    """The later of the group's own confirmation and that of the whole file; what nobody confirmed counts from its filing."""
    own = FactConfirmation.objects.filter(site=OuterRef("pk"), group=group).values("confirmed_on")
    return Coalesce(
        Greatest(F("confirmed_on"), Subquery(own)), F("confirmed_on"), Subquery(own), F("filed_on")
    )


def unconfirmed(group: str, day: date) -> QuerySet[Any]:
    """Sites whose facts of this group were last confirmed longer ago than the measure allows for it."""
    ruling = Ruling.on(day)
    terms = BY_CODE[group].terms
    rows = watched_sites(ruling).filter(ruling.passed("confirmed_on", *terms))
    rows = rows.annotate(last=_last_of(group), span=Coalesce(*map(ruling.limit, terms)))
    return rows.annotate(began_on=DaysAfter(F("last"), F("span") + 1))


def confirmed(group: str, day: date) -> QuerySet[Any]:
    """When the group was last confirmed at each site."""
    return ServiceSite.objects.annotate(subject=F("pk"), touched_on=_last_of(group))


def broken(day: date) -> QuerySet[Any]:
    """Sites with a fault that waits longer than their measure allows for a repair; the one that waits longest."""
    ruling = Ruling.on(day, "site__union_path", "site__site_type")
    rows = _faults(day, ruling).filter(ruling.passed("reported_on", REPAIR), span__isnull=False)
    rows = rows.annotate(due=DaysAfter(F("reported_on"), F("span")))
    return _oldest(rows.annotate(began_on=DaysAfter(F("reported_on"), F("span") + 1)))


def waiting(day: date) -> QuerySet[Any]:
    """The same where the measure says nothing of repairs: from the days on that the records call usual. A reminder alone."""
    ruling = Ruling.on(day, "site__union_path", "site__site_type")
    rows = _faults(day, ruling).filter(due_on__lt=day, span=None)
    rows = rows.annotate(due=F("due_on"), began_on=DaysAfter(F("due_on"), Value(1)))
    return _oldest(rows)


def _faults(day: date, ruling: Ruling) -> QuerySet[Any]:
    """Not mended by the end of a day, at sites in use, with what their measure allows."""
    still = Q(fixed_on=None) | Q(fixed_on__gt=day)
    rows = Fault.objects.filter(still, removed_at=None, site__state__in=IN_USE)
    return rows.annotate(subject=F("site_id"), span=ruling.limit(REPAIR), pack_ref=ruling.pack())


def _oldest(rows: QuerySet[Any]) -> QuerySet[Any]:
    return first_of_each(rows, "site_id", "due")


def mended(day: date) -> QuerySet[Any]:
    """When records of faults of each site were last written."""
    rows = Fault.objects.order_by().values(subject=F("site_id"))
    return rows.annotate(touched_on=TruncDate(Max("entered_at"), tzinfo=LEGAL_ZONE))
