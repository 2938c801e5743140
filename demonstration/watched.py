"""Which titles end soon, and which are no longer deserved? Queries for ``demonstration/dynamic_checks.py``, one statement each."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import F, Max, Min, QuerySet
from django.db.models.functions import TruncDate

from core.clock import LEGAL_ZONE
from core.sql_days import DaysAfter
from demonstration.models import Designation, TitleEvent
from demonstration.titles.selectors import in_doubt, in_state
from demonstration.titles.words import VALID
from sites.watched.ruled import Ruling

#: The limit of the measure that says how long before its last day a title is asked about.
NOTICE = "title_notice"


def titles_ending(day: date) -> QuerySet[Any]:
    """Sites whose last title ends within the notice of their measure."""
    ruling = Ruling.on(day, "site__union_path", "site__site_type")
    rows = Designation.objects.filter(in_state(VALID, day)).order_by().values(subject=F("site_id"))
    return rows.annotate(
        ends_on=Max("valid_until"),
        notice=Max(ruling.limit(NOTICE)),
        pack_ref=Max(ruling.pack()),
        began_on=DaysAfter(Max("valid_until"), -Max(ruling.limit(NOTICE))),
    )


def titles_undeserved(day: date) -> QuerySet[Any]:
    """Sites with a title that their last review speaks against, from the day on which it was concluded."""
    rows = in_doubt(Designation.objects.all(), day).annotate(
        reviewed=TruncDate("review_at", tzinfo=LEGAL_ZONE)
    )
    found: QuerySet[Any] = (
        rows.order_by()
        .values(subject=F("site_id"))
        .annotate(
            began_on=Min("reviewed"), total=Min("review_total"), title=Min("number"), pack_ref=Min("pack_id")
        )
    )
    return found


def titles_settled(day: date) -> QuerySet[Any]:
    """When something was last decided about a title of each site."""
    rows = TitleEvent.objects.order_by().values(subject=F("designation__site_id"))
    return rows.annotate(touched_on=TruncDate(Max("at"), tzinfo=LEGAL_ZONE))
