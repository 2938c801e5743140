"""Agreements, certificates, medicine and supplies: which end within the notice of the measure, which have ended?"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import F, Min, OuterRef, Q, QuerySet, Subquery, TextField, Value
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, TruncDate

from core.clock import LEGAL_ZONE
from core.sql_days import DayIn, DaysAfter
from sites.models import OperatingNotice, ServiceSite
from sites.types import site_types
from sites.vocabulary import NoticeKind
from sites.watched.ruled import Ruling, watched_sites

#: The limit of the measure that says how long before its end a paper is asked for.
NOTICE = "expiry_notice"


#: The sites whose paper ends from one day on until another, with its last day as ``ends_on``.
LastDay = Callable[[QuerySet[ServiceSite], date, date], QuerySet[Any]]


def agreements(rows: QuerySet[ServiceSite], first: date, last: date) -> QuerySet[Any]:
    """Of the agreement with the host."""
    ending = rows.filter(version__agreement_ends_on__range=(first, last))
    found: QuerySet[Any] = ending.annotate(ends_on=F("version__agreement_ends_on"))
    return found


def fact(name: str) -> LastDay:
    """Of what a fact of the type tells: an ISO text, compared as its index keeps it."""

    def told(rows: QuerySet[ServiceSite], first: date, last: date) -> QuerySet[Any]:
        told_as_text = Cast(KeyTextTransform(name, "version__type_facts"), TextField())
        kept = rows.filter(version__type_facts__has_key=name)
        ending = kept.annotate(told=told_as_text).filter(told__range=(first.isoformat(), last.isoformat()))
        found: QuerySet[Any] = ending.annotate(ends_on=DayIn("told"))
        return found

    return told


def supplies(rows: QuerySet[ServiceSite], first: date, last: date) -> QuerySet[Any]:
    """Of what was last told of each supply that the type keeps, the earliest."""
    told = OperatingNotice.objects.filter(kind=NoticeKind.SUPPLIES, over_at=None, expires_on__isnull=False)
    told = told.filter(_kept_by_type())
    earliest = told.filter(site=OuterRef("pk")).order_by().values("site").annotate(first=Min("expires_on"))
    with_any = rows.filter(pk__in=told.values("site"))
    found: QuerySet[Any] = with_any.annotate(ends_on=Subquery(earliest.values("first")))
    return found.filter(ends_on__range=(first, last))


def _kept_by_type() -> Q:
    """As ``supplies_in`` shows them: of what another type kept before nobody can tell any more."""
    return reduce(or_, (Q(site__site_type=each.code, supply__in=each.supplies) for each in site_types()))


def ending(last_day: LastDay, day: date) -> QuerySet[Any]:
    """Sites with a paper that ends within the notice of their measure and has not ended."""
    ruling = Ruling.on(day)
    rows = last_day(watched_sites(ruling), day, ruling.latest_noticed(NOTICE))
    found: QuerySet[Any] = rows.annotate(
        notice=ruling.limit(NOTICE), began_on=DaysAfter(F("ends_on"), -F("notice"))
    )
    return found


def ended(last_day: LastDay, day: date) -> QuerySet[Any]:
    """Sites whose paper has ended: from the day after its last one."""
    rows = last_day(watched_sites(Ruling.on(day)), date.min, day - timedelta(days=1))
    found: QuerySet[Any] = rows.annotate(began_on=DaysAfter(F("ends_on"), Value(1)))
    return found


def facts_changed(day: date) -> QuerySet[Any]:
    """When the facts in force of each site were decided."""
    rows = ServiceSite.objects.filter(version__decided_at__isnull=False)
    decided = TruncDate("version__decided_at", tzinfo=LEGAL_ZONE)
    found: QuerySet[Any] = rows.annotate(subject=F("pk"), touched_on=decided)
    return found


def supplies_told(day: date) -> QuerySet[Any]:
    """When supplies of each site were told of."""
    rows = OperatingNotice.objects.filter(kind=NoticeKind.SUPPLIES)
    found: QuerySet[Any] = rows.annotate(
        subject=F("site_id"), touched_on=TruncDate("published_at", tzinfo=LEGAL_ZONE)
    )
    return found
