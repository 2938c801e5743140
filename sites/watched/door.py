"""Which facts has nobody confirmed in time, what is broken for too long, and which door codes are scanned as they cannot be?"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db.models import (
    CharField,
    F,
    IntegerField,
    JSONField,
    Max,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
)
from django.db.models.functions import Coalesce, Greatest, TruncDate

from core.clock import LEGAL_ZONE, start_of
from core.sql_days import DaysAfter
from core.sql_first import first_of_each
from sites.at_door.odd import LEAST, QUIET, SWAP, OddScan
from sites.confirming import BY_CODE
from sites.models import DoorCode, FactConfirmation, Fault, OddScanCount, ServiceSite, SiteVersion
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
    """Sites whose facts of this group were last confirmed longer ago than the measure allows for it.

    Where nobody gave any of them there is nothing to confirm, and the tap says so.
    """
    ruling = Ruling.on(day)
    terms = BY_CODE[group].terms
    rows = watched_sites(ruling).filter(_given(group), ruling.passed("confirmed_on", *terms))
    rows = rows.annotate(last=_last_of(group), span=Coalesce(*map(ruling.limit, terms)))
    return rows.annotate(began_on=DaysAfter(F("last"), F("span") + 1))


def _given(group: str) -> Q:
    """Any of its facts stands in the version, as ``FactGroup.is_empty`` asks it of one."""
    given = Q()
    for name in BY_CODE[group].fields:
        fact, there = f"version__{name}", Q(**{f"version__{name}__isnull": False})
        match SiteVersion._meta.get_field(name):
            case JSONField():
                given |= there & ~Q(**{f"{fact}__in": [None, "", [], {}]})
            case CharField():
                given |= there & ~Q(**{fact: ""})
            case _:
                given |= there
    return given


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


def old_codes(day: date) -> QuerySet[Any]:
    """Sites where a code that was renewed some days before was still opened lately."""
    ended = TruncDate("code__ended_at", tzinfo=LEGAL_ZONE)
    return _odd(OddScan.OLD, day, Q(day__gt=DaysAfter(ended, Value(SWAP))))


def codes_away(day: date) -> QuerySet[Any]:
    """Sites where many say that they came while the door was shut, by the code that counts still at the end of the day."""
    next_day = start_of(day + timedelta(days=1))
    return _odd(OddScan.SHUT, day, Q(code__ended_at=None) | Q(code__ended_at__gte=next_day))


def _odd(kind: OddScan, day: date, which: Q) -> QuerySet[Any]:
    """No measure says anything of codes: what is enough for a look is the same everywhere."""
    lately = (day - timedelta(days=QUIET - 1), day)
    rows = OddScanCount.objects.filter(which, kind=kind, day__range=lately, times__gte=LEAST[kind])
    by_site = rows.filter(code__site__state__in=IN_USE).order_by().values(subject=F("code__site_id"))
    return by_site.annotate(
        began_on=Min("day"),
        pack_ref=Value(None, IntegerField()),
        number=Max("code__number"),
        times=Sum("times"),
        door=Max("code__site__code"),
    )


def code_renewed(day: date) -> QuerySet[Any]:
    """When each site got the code that counts."""
    rows = DoorCode.objects.filter(ended_at=None)
    return rows.annotate(subject=F("site_id"), touched_on=TruncDate("issued_at", tzinfo=LEGAL_ZONE))
