"""Which holiday stations have not said whether they open this season, although it is near?"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db.models import (
    Case,
    DateField,
    Exists,
    Expression,
    F,
    IntegerField,
    Max,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce, TruncDate

from core.clock import LEGAL_ZONE
from core.sql_days import DaysAfter, MonthsAfter
from sites.models import HolidaySeason, HolidaySession
from sites.seasons.selectors import seasonal_types
from sites.use.vocabulary import Holidays
from sites.vocabulary import SiteState
from sites.watched.ruled import Ruling, watched_sites

#: The limit of the measure: so many days before the season it is to be confirmed.
NOTICE = "season_notice"


def unconfirmed(day: date) -> QuerySet[Any]:
    """A year after the last season of the same holidays the next one is near, until it would be over.

    Whoever said that a season does not take place has answered. A station that never had one is asked from the notice
    after its filing on.
    """
    ruling = Ruling.on(day)
    rows = watched_sites(ruling).filter(site_type__in=seasonal_types()).exclude(state=SiteState.SUSPENDED)
    rows = rows.filter(_may_be_near(day, ruling.latest_noticed(NOTICE)))
    rows = rows.annotate(notice=Cast(ruling.limit(NOTICE), IntegerField()))
    rows = rows.annotate(horizon=DaysAfter(Value(day, DateField()), F("notice")))
    for holidays in Holidays.values:
        starts, ends = (_next(holidays, column) for column in ("starts_on", "ends_on"))
        rows = rows.annotate(**{f"{holidays}_from": starts, f"{holidays}_until": ends})
    near = [Q(**{f"{each}_from__lte": F("horizon"), f"{each}_until__gte": day}) for each in Holidays.values]
    never = Q(**{f"{each}_from": None for each in Holidays.values}, filed_on__isnull=False)
    whens = [When(met, then=F(f"{each}_from")) for each, met in zip(Holidays.values, near, strict=True)]
    rows = rows.annotate(
        expected=Case(*whens, output_field=DateField()),
        began_on=Case(
            When(never, then=DaysAfter(F("filed_on"), F("notice"))),
            *(
                When(met, then=DaysAfter(F(f"{each}_from"), F("notice") * -1))
                for each, met in zip(Holidays.values, near, strict=True)
            ),
            output_field=DateField(),
        ),
    )
    return rows.filter(began_on__isnull=False)


def _may_be_near(day: date, latest: date) -> Q:
    """Had a season at this time last year, or never had one; a day more, since 29 February comes again on the 28th."""
    year = timedelta(days=366)
    last_year = {"starts_on__lte": latest - year + timedelta(days=2), "ends_on__gte": day - year}
    seasons, sessions = HolidaySeason.objects.all(), HolidaySession.objects.filter(removed_at=None)
    own = {"site": OuterRef("pk")}
    near = Q(pk__in=seasons.filter(**last_year).values("site")) | Q(
        pk__in=sessions.filter(**last_year).values("site")
    )
    return near | (~Q(Exists(seasons.filter(**own))) & ~Q(Exists(sessions.filter(**own))))


def _next(holidays: str, column: str) -> Expression:
    """A year after the last season that was confirmed, else after the last classes that were recorded."""
    seasons = HolidaySeason.objects.filter(site=OuterRef("pk"), holidays=holidays).order_by(
        "-starts_on", "-pk"
    )
    sessions = HolidaySession.objects.filter(site=OuterRef("pk"), holidays=holidays, removed_at=None)
    held = sessions.order_by("-starts_on", "-pk")
    last = Coalesce(Subquery(seasons.values(column)[:1]), Subquery(held.values(column)[:1]))
    return MonthsAfter(last, Value(12))


def confirmed(day: date) -> QuerySet[Any]:
    """When a season of each site was last confirmed."""
    rows = HolidaySeason.objects.order_by().values(subject=F("site_id"))
    return rows.annotate(touched_on=TruncDate(Max("entered_at"), tzinfo=LEGAL_ZONE))
