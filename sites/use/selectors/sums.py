"""The records of many sites added up over a cycle: one question a kind of record, however many sites are asked about."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from django.db.models import Count, F, Q, Sum
from django.db.models.functions import ExtractYear

from core.clock import LEGAL_ZONE
from sites.models import (
    Activity,
    Fault,
    HolidaySession,
    MonthlyUse,
    OperatingNotice,
    RatingCount,
    RequestCount,
    ServicePlan,
)
from sites.use.vocabulary import ANSWERS
from sites.vocabulary import NoticeKind

Sites = Collection[int]


class Uses(NamedTuple):
    """Of one site in the months of one year: how many have a total, and the sum."""

    months: int
    visits: int


class Held(NamedTuple):
    """Of one site on the days of one year: sessions of activities, and who came."""

    sessions: int
    visits: int


class Requests(NamedTuple):
    received: int
    on_time: int


class Faults(NamedTuple):
    told: int
    overdue: int


class Session(NamedTuple):
    """What of a session is added up."""

    starts_on: date
    ends_on: date
    days: int
    children: int
    child_days: int
    agreements: int
    insured: int


def uses_of(sites: Sites, first: date, last: date) -> dict[int, dict[int, Uses]]:
    """Monthly totals by site and year; both are months."""
    rows = MonthlyUse.objects.filter(site__in=sites, month__range=(first, last))
    counted = (
        rows.order_by().values_list("site_id", ExtractYear("month")).annotate(Count("pk"), Sum("visits"))
    )
    found: dict[int, dict[int, Uses]] = defaultdict(dict)
    for site, year, months, visits in counted:
        found[site][year] = Uses(months, visits)
    return found


def activities_of(sites: Sites, first: date, last: date) -> dict[int, dict[int, Held]]:
    """Activities by site and year."""
    rows = Activity.objects.filter(site__in=sites, removed_at=None, held_on__range=(first, last))
    counted = rows.order_by().values_list("site_id", ExtractYear("held_on"))
    found: dict[int, dict[int, Held]] = defaultdict(dict)
    for site, year, sessions, visits in counted.annotate(Sum("sessions"), Sum("visits")):
        found[site][year] = Held(sessions, visits)
    return found


def answers_of(sites: Sites, first: date, last: date) -> dict[int, tuple[int, int]]:
    """How many are satisfied, mostly ones among them, and how many answered; by the last day of each count."""
    rows = RatingCount.objects.filter(site__in=sites, removed_at=None, last_day__range=(first, last))
    counted = rows.order_by().values_list("site_id").annotate(*(Sum(name) for name in ANSWERS))
    return {site: (good + mostly, good + mostly + bad) for site, good, mostly, bad in counted}


def faults_of(sites: Sites, first: date, last: date) -> dict[int, Faults]:
    """Faults that were open in these days, and those among them that were open past their day in these days."""
    open_then = Q(reported_on__lte=last) & (Q(fixed_on=None) | Q(fixed_on__gte=first))
    late = Q(due_on__lt=last) & (Q(fixed_on=None) | Q(fixed_on__gt=F("due_on")))
    rows = Fault.objects.filter(open_then, site__in=sites, removed_at=None)
    counted = rows.order_by().values("site_id").annotate(told=Count("pk"), overdue=Count("pk", filter=late))
    return {row["site_id"]: Faults(row["told"], row["overdue"]) for row in counted}


def supplies_of(sites: Sites, on: date) -> dict[int, dict[str, date | None]]:
    """The earliest expiry last told of each supply by the end of a day."""
    end = datetime.combine(on + timedelta(days=1), time(), LEGAL_ZONE)
    rows = OperatingNotice.objects.filter(site__in=sites, kind=NoticeKind.SUPPLIES, published_at__lt=end)
    rows = rows.filter(Q(over_at=None) | Q(over_at__gte=end))
    found: dict[int, dict[str, date | None]] = defaultdict(dict)
    for site, supply, expires_on in rows.order_by("pk").values_list("site_id", "supply", "expires_on"):
        found[site][supply] = expires_on
    return found


def sessions_of(sites: Sites, first: date, last: date) -> dict[int, list[Session]]:
    """Sessions that ended in these days, in the order of their beginning."""
    rows = HolidaySession.objects.filter(site__in=sites, removed_at=None, ends_on__range=(first, last))
    found: dict[int, list[Session]] = defaultdict(list)
    for site, *told in rows.order_by("starts_on", "pk").values_list("site_id", *Session._fields):
        found[site].append(Session(*told))
    return found


def requests_in(sites: Sites, first: date, last: date) -> dict[int, Requests]:
    """What was asked for in these months."""
    rows = RequestCount.objects.filter(site__in=sites, month__range=(first, last))
    counted = rows.order_by().values_list("site_id").annotate(Sum("received"), Sum("on_time"))
    return {site: Requests(received, on_time) for site, received, on_time in counted}


class Plan(NamedTuple):
    """What is planned for a year. ``is_monthly``: of uses alone, by month; otherwise of all who are served."""

    a_year: int
    is_monthly: bool


def plans_in(sites: Sites, years: Iterable[int]) -> dict[int, dict[int, Plan]]:
    """Plans by site and year; a plan of other things than visits is none here."""
    rows = ServicePlan.objects.filter(site__in=sites, year__in=list(years))
    found: dict[int, dict[int, Plan]] = defaultdict(dict)
    for site, year, visits, monthly in rows.values_list("site_id", "year", "visits", "monthly_visits"):
        if monthly:
            found[site][year] = Plan(12 * monthly, is_monthly=True)
        elif visits:
            found[site][year] = Plan(visits, is_monthly=False)
    return found
