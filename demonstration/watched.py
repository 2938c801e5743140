"""Which titles end soon, and which are no longer deserved? Queries for ``demonstration/dynamic_checks.py``, one statement each."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Case, Expression, F, Max, Min, OuterRef, QuerySet, Subquery, When
from django.db.models.functions import Coalesce, Greatest, TruncDate

from core.clock import LEGAL_ZONE
from core.sql_days import DaysAfter
from core.sql_first import first_of_each
from demonstration.models import Designation, TitleEvent
from demonstration.titles.selectors import in_doubt, in_state
from demonstration.titles.words import VALID
from inspection.models import Assessment, Consequence
from sites.watched.plates import plate_closures
from sites.watched.ruled import Ruling

#: The limit of the measure that says how long before its last day a title is asked about.
NOTICE = "title_notice"


def titles_ending(day: date) -> QuerySet[Any]:
    """Sites of which a title ends within the notice of their measure, by the one that ends first."""
    ruling = Ruling.on(day, "site__union_path", "site__site_type")
    rows = Designation.objects.filter(in_state(VALID, day)).order_by().values(subject=F("site_id"))
    return rows.annotate(
        ends_on=Min("valid_until"),
        notice=Max(ruling.limit(NOTICE)),
        pack_ref=Max(ruling.pack()),
        began_on=DaysAfter(Min("valid_until"), -Max(ruling.limit(NOTICE))),
    )


def last_days_between(site: int, first: date, last: date) -> set[date]:
    """On its last day a title is still valid, and asked for since its notice began."""
    rows = Designation.objects.filter(in_state(VALID, first), site=site, valid_until__lte=last)
    return set(rows.values_list("valid_until", flat=True))


def titles_undeserved(day: date) -> QuerySet[Any]:
    """Sites with a title that a review or a suspended plate speaks against; of several the one that has longest done so."""
    rows = in_doubt(Designation.objects.all(), day).annotate(
        subject=F("site_id"),
        began_on=_day_of("doubted_at"),
        reviewed=_day_of("review_at"),
        suspended=_day_of("suspended_at"),
        total=Case(When(review_at__isnull=False, then=F("review_total"))),
        title=F("number"),
        pack_ref=F("pack_id"),
    )
    return first_of_each(rows, "site_id", "began_on")


def _day_of(moment: str | Expression) -> TruncDate:
    return TruncDate(moment, tzinfo=LEGAL_ZONE)


def titles_settled(day: date) -> QuerySet[Any]:
    """When something was last decided about a title of each site."""
    rows = TitleEvent.objects.order_by().values(subject=F("designation__site_id"))
    return rows.annotate(touched_on=_day_of(Max("at")))


def doubts_ended(day: date) -> QuerySet[Any]:
    """When something was decided about each title, its site was reviewed anew, or its plate was given back."""
    own = {"site": OuterRef("site_id")}
    reviews, plates = Assessment.objects.filter(**own), Consequence.objects.filter(**own)
    moments = [
        _last(TitleEvent.objects.filter(designation=OuterRef("pk")), "at"),
        _last(reviews.filter(concluded_at__isnull=False), "concluded_at"),
        _last(plates.filter(ended_at__isnull=False), "ended_at"),
        _last(plate_closures().filter(over_at__isnull=False, **own), "over_at"),
    ]
    return Designation.objects.annotate(subject=F("site_id"), touched_on=_day_of(Greatest(*moments)))


def _last(rows: QuerySet[Any], moment: str) -> Coalesce:
    """The latest of these moments, or that of the title itself where there is none."""
    return Coalesce(Subquery(rows.order_by(f"-{moment}").values(moment)[:1]), F("created_at"))
