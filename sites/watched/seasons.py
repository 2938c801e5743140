"""Which holiday stations have not said whether they open this season, although it is near?"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import (
    Case,
    DateField,
    Exists,
    Expression,
    F,
    IntegerField,
    Max,
    Model,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce, ExtractYear, Greatest, TruncDate

from core.clock import LEGAL_ZONE
from core.sql_days import DaysAfter, MonthsAfter
from rulebook.workdays import add_months
from sites.models import HolidaySeason, HolidaySession, SeasonOff, ServiceSite
from sites.seasons.offers import LONGEST_SEASON
from sites.seasons.selectors import seasonal_types
from sites.use.vocabulary import Holidays
from sites.vocabulary import SiteState
from sites.watched.ruled import Ruling, watched_sites

#: The limit of the measure: so many days before the season it is to be confirmed.
NOTICE = "season_notice"


def unconfirmed(day: date) -> QuerySet[Any]:
    """The last season of the same holidays comes again every year, and is asked for when it is near, until it is over.

    Whoever said that a season does not take place has answered for that season. A station that never had one is asked
    from the notice after its filing on; after it said no, from the end of that season on.
    """
    ruling = Ruling.on(day)
    rows = watched_sites(ruling).filter(site_type__in=seasonal_types()).exclude(state=SiteState.SUSPENDED)
    rows = rows.filter(_may_be_near(day, ruling.latest_noticed(NOTICE)))
    rows = rows.annotate(notice=Cast(ruling.limit(NOTICE), IntegerField()), refused_until=_refused_until())
    rows = rows.annotate(horizon=DaysAfter(Value(day, DateField()), F("notice")))
    rows = rows.annotate(**{f"{each}_from": _next(each, day) for each in Holidays.values})
    near = [
        Q(~Exists(_refused(day, holidays)), **{f"{holidays}_from__lte": F("horizon")})
        for holidays in Holidays.values
    ]
    never = Q(**{f"{each}_from": None for each in Holidays.values}, filed_on__isnull=False)
    whens = [When(met, then=F(f"{each}_from")) for each, met in zip(Holidays.values, near, strict=True)]
    asked = DaysAfter(F("filed_on"), F("notice"))
    rows = rows.annotate(
        expected=Case(*whens, output_field=DateField()),
        began_on=Case(
            When(never, then=Greatest(asked, Coalesce(DaysAfter(F("refused_until"), Value(1)), asked))),
            *(
                When(met, then=DaysAfter(F(f"{each}_from"), F("notice") * -1))
                for each, met in zip(Holidays.values, near, strict=True)
            ),
            output_field=DateField(),
        ),
    )
    return rows.filter(began_on__isnull=False)


def expected_between(site: int, first: date, last: date) -> set[date]:
    """The first days of the seasons that come again: on each of them that season is near and not over."""
    begun = HolidaySeason.objects.filter(site=site).order_by().values_list("starts_on", flat=True)
    held = HolidaySession.objects.filter(site=site, removed_at=None).order_by()
    starts = begun.union(held.values_list("starts_on", flat=True))
    years = range(first.year, last.year + 1)
    days = {add_months(day, (year - day.year) * 12) for day in starts for year in years}
    return {day for day in days if first <= day <= last}


def _may_be_near(day: date, latest: date) -> Q:
    """Had a season at this time of any year, or never had one. Left out by months alone, before anything is worked out."""
    longest = LONGEST_SEASON
    own = {"site": OuterRef("pk")}
    time_of_year = {
        "starts_on__month__in": _months(day - longest, latest),
        "ends_on__month__in": _months(day, latest + longest),
    }
    kept = [HolidaySeason.objects.all(), HolidaySession.objects.filter(removed_at=None)]
    near, never = Q(), Q()
    for rows in kept:
        near |= Q(pk__in=rows.filter(**time_of_year).values("site"))
        never &= ~Q(Exists(rows.filter(**own)))
    return near | never


def _months(first: date, last: date) -> list[int]:
    """Every month that days from one to the other lie in."""
    count = (last.year - first.year) * 12 + last.month - first.month
    return sorted({(first.month - 1 + each) % 12 + 1 for each in range(count + 1)})


def _next(holidays: str, day: date) -> Expression:
    """The first day of the next season, by the last one that stands confirmed, else by the last classes that were recorded.

    What was confirmed anew or taken back counts where nothing else was ever confirmed.
    """
    last = [
        Subquery(_again(_latest(model, holidays), day).values("next")[:1])
        for model in (HolidaySeason, HolidaySession)
    ]
    return Coalesce(*last)


def _latest(model: type[Model], holidays: str) -> QuerySet[Any]:
    rows: QuerySet[Any] = model._default_manager.filter(site=OuterRef("pk"), holidays=holidays)
    if model is HolidaySession:
        return rows.filter(removed_at=None).order_by("-starts_on", "-pk")
    stands = Case(When(replaced_at=None, then=0), default=1, output_field=IntegerField())
    return rows.order_by(stands, "-starts_on", "-pk")


def _again(rows: QuerySet[Any], day: date) -> QuerySet[Any]:
    """With the first day of each as ``next``, so many years later that it is not over on a day, one year at least."""
    rows = rows.annotate(passed=Value(day.year) - ExtractYear("ends_on"))
    rows = rows.annotate(this_year=MonthsAfter(F("ends_on"), F("passed") * 12))
    is_over = Case(When(this_year__lt=day, then=1), default=0, output_field=IntegerField())
    found: QuerySet[Any] = rows.annotate(
        next=MonthsAfter(F("starts_on"), Greatest(Value(1), F("passed") + is_over) * 12)
    )
    return found


def _refused(day: date, holidays: str) -> QuerySet[Any]:
    """That these holidays have no season this time, as it was said of a site."""
    rows = SeasonOff.objects.filter(site=OuterRef("pk"), holidays=holidays, replaced_at=None)
    return rows.filter(ends_on__gte=day)


def _refused_until() -> Subquery:
    rows = SeasonOff.objects.filter(site=OuterRef("pk"), replaced_at=None).order_by("-ends_on")
    return Subquery(rows.values("ends_on")[:1])


def confirmed(day: date) -> QuerySet[Any]:
    """When it was last said of each site whether a season takes place."""
    entered = [
        Coalesce(
            Subquery(
                model._default_manager.filter(site=OuterRef("pk"))
                .order_by()
                .values("site")
                .annotate(last=Max("entered_at"))
                .values("last")
            ),
            F("created_at"),
        )
        for model in (HolidaySeason, SeasonOff)
    ]
    rows = ServiceSite.objects.filter(site_type__in=seasonal_types())
    return rows.annotate(subject=F("pk"), touched_on=TruncDate(Greatest(*entered), tzinfo=LEGAL_ZONE))
