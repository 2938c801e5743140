"""How long has nobody recorded any use, and who held fewer activities than the measure asks for?"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db.models import (
    Case,
    DateField,
    DateTimeField,
    Expression,
    F,
    IntegerField,
    Max,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Greatest, TruncDate

from core.clock import LEGAL_ZONE, start_of
from core.sql_days import DaysAfter, MonthsAfter
from rulebook.choices import Bound
from sites.models import Activity, CheckInCount, MonthlyUse, OperatingNotice, ServiceSite
from sites.types import site_types
from sites.vocabulary import IN_USE, NoticeKind, SiteState
from sites.watched.ruled import Ruling, watched_sites

#: The limit of the measure: so many days may pass without any record of use.
SILENCE = "use_silence"


def unused(day: date) -> QuerySet[Any]:
    """Sites whose last month with visits, last activity, last visit told at the door or reopening lies too far back.

    Seasonal ones are confirmed by season, and one that is closed has nothing to record; nor had it on the days before
    it opened again.
    """
    ruling = Ruling.on(day)
    seasonal = [kind.code for kind in site_types() if kind.is_seasonal]
    rows = watched_sites(ruling).filter(ruling.passed("filed_on", SILENCE))
    rows = rows.exclude(site_type__in=seasonal).exclude(state=SiteState.SUSPENDED)
    lasts = (_last_month(), _last_activity(), _last_check_in(day), _reopened(day))
    rows = rows.annotate(last_use=Greatest(F("filed_on"), *lasts), span=ruling.limit(SILENCE))
    return rows.annotate(began_on=DaysAfter(F("last_use"), F("span") + 1))


def _last_month() -> Expression:
    """The last day of the last month with visits; the day of filing where there is none."""
    months = MonthlyUse.objects.filter(site=OuterRef("pk"), visits__gt=0)
    last = months.order_by().values("site").annotate(last=Max("month")).values("last")
    ends = DaysAfter(MonthsAfter(Subquery(last, output_field=DateField()), Value(1)), Value(-1))
    return Coalesce(ends, F("filed_on"))


def _last_activity() -> Expression:
    held = Activity.objects.filter(site=OuterRef("pk"), removed_at=None)
    last = held.order_by().values("site").annotate(last=Max("held_on")).values("last")
    return Coalesce(Subquery(last, output_field=DateField()), F("filed_on"))


def _last_check_in(day: date) -> Expression:
    """When somebody last told at the door that he came, up to a day: that is use, also before the month is told."""
    return Coalesce(_came(day), F("filed_on"))


def _came(day: date) -> Subquery:
    told = CheckInCount.objects.filter(site=OuterRef("pk"), day__lte=day).order_by()
    last = told.values("site").annotate(last=Max("day")).values("last")
    return Subquery(last, output_field=DateField())


def _reopened(day: date) -> Expression:
    """When it opened again by the end of a day; a door that was shut for some hours kept nobody from recording."""
    closed = OperatingNotice.objects.filter(
        site=OuterRef("pk"),
        kind=NoticeKind.CLOSURE,
        begun_at__isnull=False,
        ends_at__lt=start_of(day + timedelta(days=1)),
        ends_at__gte=F("starts_at") + timedelta(days=1),
    )
    last = closed.order_by().values("site").annotate(last=Max("ends_at")).values("last")
    return Coalesce(TruncDate(Subquery(last, output_field=DateTimeField()), tzinfo=LEGAL_ZONE), F("filed_on"))


def use_entered(day: date) -> QuerySet[Any]:
    """When use of each site was last entered."""
    return ServiceSite.objects.annotate(
        subject=F("pk"),
        touched_on=TruncDate(Greatest(_entered(MonthlyUse), _entered(Activity)), tzinfo=LEGAL_ZONE),
    )


def use_told(day: date) -> QuerySet[Any]:
    """The same, or when somebody last told at the door that he came: that is known on its day."""
    entered = TruncDate(Greatest(_entered(MonthlyUse), _entered(Activity)), tzinfo=LEGAL_ZONE)
    rows = ServiceSite.objects.annotate(subject=F("pk"))
    return rows.annotate(touched_on=Greatest(entered, Coalesce(_came(day), entered)))


def _entered(model: type[MonthlyUse] | type[Activity]) -> Expression:
    rows: QuerySet[Any] = model._default_manager.filter(site=OuterRef("pk")).order_by()
    last = Subquery(rows.values("site").annotate(last=Max("entered_at")).values("last"))
    return Coalesce(last, F("created_at"))


def few_activities(day: date) -> QuerySet[Any]:
    """Sites that held fewer activities in the last calendar year than each has to, where they were there all year."""
    ruling = Ruling.on(day)
    rows = watched_sites(ruling).filter(
        _all_last_year(day), site_type__in=ruling.kinds_with_floor(Bound.SITE)
    )
    rows = rows.annotate(floor=ruling.floor(Bound.SITE), held=_held(day.year - 1))
    return rows.filter(held__lt=F("floor")).annotate(began_on=Value(date(day.year, 1, 1), DateField()))


def few_activities_of_unions(day: date) -> QuerySet[Any]:
    """Unions that held fewer over all their sites of a type than each of them has to.

    A union owes them that had such a site all the year. What was held counts at every site of it, also at one that is
    new or gone.
    """
    ruling = Ruling.on(day)
    kinds = ruling.kinds_with_floor(Bound.PRIMARY)
    rows = ServiceSite.objects.filter(_all_last_year(day), state__in=IN_USE, site_type__in=kinds)
    rows = rows.annotate(owed=ruling.floor(Bound.PRIMARY), pack=ruling.pack()).filter(owed__isnull=False)
    found: QuerySet[Any] = rows.order_by().values(subject=F("managing_union_id"))
    for kind in kinds:
        of_kind = Q(site_type=kind)
        found = found.annotate(
            **{
                f"floor_{kind}": Max("owed", filter=of_kind),
                f"pack_{kind}": Max("pack", filter=of_kind),
                f"held_{kind}": _held_by_union(kind, day.year - 1),
            }
        )
    short = {kind: Q(**{f"held_{kind}__lt": F(f"floor_{kind}")}) for kind in kinds}
    for name, told in (("floor", "floor"), ("held", "held"), ("pack_ref", "pack")):
        whens = [When(met, then=F(f"{told}_{kind}")) for kind, met in short.items()]
        found = found.annotate(**{name: Case(*whens, output_field=IntegerField())})
    began = Value(date(day.year, 1, 1), DateField())
    lacking: QuerySet[Any] = found.filter(floor__isnull=False).annotate(began_on=began)
    return lacking


def _all_last_year(day: date) -> Q:
    return Q(filed_on__lt=date(day.year - 1, 1, 1))


def _held(year: int) -> Expression:
    """Sessions held at a site in a year."""
    rows = _counted(year).filter(site=OuterRef("pk")).order_by().values("site")
    return Coalesce(Subquery(rows.annotate(total=Sum("sessions")).values("total")), Value(0))


def _held_by_union(site_type: str, year: int) -> Expression:
    """The same of all sites of a type that a union manages, whatever their state."""
    own = {"site__managing_union": OuterRef("managing_union_id"), "site__site_type": site_type}
    rows = _counted(year).filter(**own).order_by().values("site__managing_union")
    return Coalesce(Subquery(rows.annotate(total=Sum("sessions")).values("total")), Value(0))


def _counted(year: int) -> QuerySet[Activity]:
    """Activities of a year; of a type that says which kinds count, those alone."""
    counted = {kind.code: kind.use.floor.kinds for kind in site_types() if kind.use.floor}
    counts = ~Q(site__site_type__in=list(counted))
    for code, kinds in counted.items():
        counts |= Q(site__site_type=code, kind__in=kinds)
    days = (date(year, 1, 1), date(year, 12, 31))
    return Activity.objects.filter(counts, removed_at=None, held_on__range=days)
