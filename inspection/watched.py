"""Which sites fail a check of inspection on a day? Queries for ``inspection/dynamic_checks.py``, one statement each."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db.models import DateField, F, Max, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, Greatest, TruncDate

from core.clock import LEGAL_ZONE
from core.sql_days import DaysAfter, MonthsAfter
from core.sql_first import first_of_each
from inspection.models import AssessmentState, Column, Rectification, ScoreColumn
from inspection.rectifying.states import RectificationState
from rulebook.rubric import Purpose
from sites.models import ServiceSite
from sites.watched.ruled import Ruling, watched_sites

#: Limits of the measure: so long before its day a self-inspection is asked for; so long after it is very late.
NOTICE, LATE = "self_check_notice", "self_check_late"
#: The rule of a type that says how many months a cycle lasts, and the fewest days that a month has.
CYCLE, SHORTEST_MONTH = "self_check_months", 28
#: More days than any site is overdue: without the limit nothing is very late.
_NEVER = 36_500


def orders_overdue(day: date) -> QuerySet[Any]:
    """Orders whose day has passed and that were not handed in; a provisional day never counts. One row a site."""
    rows = Rectification.objects.filter(
        state=RectificationState.MENDING, due_on__lt=day, due_is_provisional=False
    )
    rows = rows.annotate(
        subject=F("site_id"),
        due=F("due_on"),
        began_on=DaysAfter(F("due_on"), Value(1)),
        pack_ref=F("pack_id"),
    )
    return first_of_each(rows, "site_id", "due_on")


def orders_moved(day: date) -> QuerySet[Any]:
    """When the orders of each site were last handed in or ended."""
    last = Max(Coalesce("ended_at", "handed_in_at"))
    rows = Rectification.objects.order_by().values(subject=F("site_id"))
    found: QuerySet[Any] = rows.annotate(touched_on=TruncDate(last, tzinfo=LEGAL_ZONE))
    return found


def self_check_due(day: date) -> QuerySet[Any]:
    """Sites whose next self-inspection comes within the notice of their measure."""
    ruling = Ruling.on(day)
    rows = (
        _with_due(ruling, ruling.latest_noticed(NOTICE))
        .filter(due__gte=day)
        .annotate(notice=ruling.limit(NOTICE))
    )
    found: QuerySet[Any] = rows.annotate(began_on=DaysAfter(F("due"), -F("notice")))
    return found


def self_check_overdue(day: date) -> QuerySet[Any]:
    """Past its day, and not yet so long that it is very late."""
    ruling = Ruling.on(day)
    late = Coalesce(ruling.limit(LATE), Value(_NEVER))
    rows = _with_due(ruling, day).filter(due__lt=day).annotate(until=DaysAfter(F("due"), late))
    found: QuerySet[Any] = rows.filter(until__gte=day).annotate(began_on=DaysAfter(F("due"), Value(1)))
    return found


def self_check_very_late(day: date) -> QuerySet[Any]:
    """So long past its day as the measure calls very late."""
    ruling = Ruling.on(day)
    rows = _with_due(ruling, day).filter(due__lt=day).annotate(late=ruling.limit(LATE))
    found: QuerySet[Any] = rows.annotate(began_on=DaysAfter(F("due"), F("late") + 1))
    return found


def _with_due(ruling: Ruling, until: date) -> QuerySet[Any]:
    """With the last self-inspection and the last day of the next: a cycle after it or after the filing, whichever came later.

    Sites that were filed so late that the next one cannot come until a day are left out before anything is looked up.
    """
    cycle = timedelta(days=ruling.least_rule(CYCLE) * SHORTEST_MONTH)
    filed = Q(filed_on__lte=until - cycle) | Q(filed_on=None)
    rows = watched_sites(ruling).filter(filed).annotate(months=ruling.rule(CYCLE), last=_last_self_check())
    base = Greatest(Coalesce(F("last"), F("filed_on")), Coalesce(F("filed_on"), F("last")))
    found: QuerySet[Any] = rows.filter(months__isnull=False).annotate(due=MonthsAfter(base, F("months")))
    return found


def _last_self_check() -> Subquery:
    handed_in = ScoreColumn.objects.filter(
        assessment__site=OuterRef("pk"),
        assessment__purpose=Purpose.YEARLY,
        column=Column.OWN,
        handed_in_at__isnull=False,
    ).exclude(assessment__state=AssessmentState.VOID)
    last = handed_in.order_by().values("assessment__site").annotate(last=Max("handed_in_at"))
    day = last.annotate(day=TruncDate("last", tzinfo=LEGAL_ZONE)).values("day")
    return Subquery(day, output_field=DateField())


def self_checked(day: date) -> QuerySet[Any]:
    """When each site last handed in a self-inspection."""
    return ServiceSite.objects.annotate(subject=F("pk"), touched_on=_last_self_check())
