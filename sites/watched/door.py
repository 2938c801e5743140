"""Which group of facts has nobody confirmed within its own span, and what is broken for longer than it may be?"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import F, IntegerField, Max, Min, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, Greatest, TruncDate

from core.clock import LEGAL_ZONE
from core.sql_days import DaysAfter
from sites.confirming import BY_CODE
from sites.models import FactConfirmation, Fault, ServiceSite
from sites.vocabulary import IN_USE
from sites.watched.ruled import Ruling, watched_sites


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
    """Sites with a fault that was to be mended before this day and was not; the one that waits longest. One row a site."""
    rows = Fault.objects.filter(Q(fixed_on=None) | Q(fixed_on__gt=day), removed_at=None, due_on__lt=day)
    by_site = rows.filter(site__state__in=IN_USE).order_by().values(subject=F("site_id"))
    # The days of a repair are the same under every measure.
    due, none = Min("due_on"), Value(None, IntegerField())
    return by_site.annotate(due=due, began_on=DaysAfter(due, Value(1)), pack_ref=none)


def mended(day: date) -> QuerySet[Any]:
    """When records of faults of each site were last written."""
    rows = Fault.objects.order_by().values(subject=F("site_id"))
    return rows.annotate(touched_on=TruncDate(Max("entered_at"), tzinfo=LEGAL_ZONE))
