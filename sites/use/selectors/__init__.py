"""What do the pages of the records of use read? Rows of one site; whether they may be seen was asked of the site."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, TypeVar

from django.db.models import Exists, OuterRef, Q, QuerySet, Sum

from core.actor import Actor
from core.audit import history_about
from core.models import AuditEntry
from sites.models import Activity, MonthlyUse, RatingCount, ServicePlan, ServiceSite
from sites.models.entered import Entered, SiteRecord, about_use
from sites.selectors import sites_kept_by
from sites.types import site_types
from sites.use.asked import Floor
from sites.use.kinds import RecordKind
from sites.use.months import last_day_of
from sites.use.vocabulary import ANSWERS
from sites.vocabulary import SiteState

E = TypeVar("E", bound=Entered)

#: Lines of the trail under the records.
MOST_ENTRIES = 10

#: What visitors do without a name: told to the trail, shown nowhere beside the minute.
BY_VISITORS = ("use.rating", "use.check_in")


def months_of(model: type[Entered], site: ServiceSite, year: int) -> dict[date, Any]:
    """The rows of a year by their month."""
    months: dict[str, Any] = {"month__range": (date(year, 1, 1), date(year, 12, 1))}
    rows = model._default_manager.filter(site=site, **months)
    return {row.month: row for row in rows}  # type: ignore[attr-defined]  # both models that count by month


def row_of_month(model: type[E], site: ServiceSite, month: date) -> E | None:
    when: dict[str, Any] = {"month": month}
    return model._default_manager.filter(site=site, **when).first()


def plans_of(site: ServiceSite) -> QuerySet[ServicePlan]:
    return ServicePlan.objects.filter(site=site).order_by("-year")


def records_of(site: ServiceSite, kind: RecordKind) -> QuerySet[Any]:
    """The records that count, the latest first."""
    return kind.model._default_manager.filter(site=site, removed_at=None, **dict(kind.fixed))


def record_of(site: ServiceSite, kind: RecordKind, key: int) -> SiteRecord | None:
    return records_of(site, kind).filter(pk=key).first()


def other_spans(site: ServiceSite, kind: RecordKind, key: int | None) -> tuple[tuple[date, date], ...]:
    """The days of the site's other records of a kind that is asked about overlaps."""
    if not kind.asks_overlaps:
        return ()
    rows = kind.model._default_manager.filter(site=site, removed_at=None, **dict(kind.fixed))
    return tuple(rows.exclude(pk=key).values_list(kind.first, kind.last))


def entries_of(site: ServiceSite) -> QuerySet[AuditEntry]:
    """The last entries on the records of a site; single answers of visitors are not among them."""
    return history_about(about_use(site.pk)).exclude(action__in=BY_VISITORS)[:MOST_ENTRIES]


def ratings_in(site: ServiceSite, first: date, last: date) -> dict[str, int]:
    """The answers of the days up to the last, added up, by the name of the answer."""
    rows = RatingCount.objects.filter(site=site, removed_at=None, last_day__range=(first, last))
    found = rows.aggregate(**{name: Sum(name) for name in ANSWERS})
    return {name: count or 0 for name, count in found.items()}


def sessions_by_union(unions: Iterable[int], floor: Floor, year: int) -> Mapping[int, int]:
    """How many sessions that count for a floor each union held in a year, over all its sites of the types that ask."""
    kinds = [kind.code for kind in site_types() if kind.use.floor == floor]
    rows = Activity.objects.filter(
        site__managing_union__in=list(unions),
        site__site_type__in=kinds,
        kind__in=floor.kinds,
        removed_at=None,
        held_on__range=(date(year, 1, 1), date(year, 12, 31)),
    )
    counted = rows.order_by().values_list("site__managing_union").annotate(held=Sum("sessions"))
    return dict(counted)


def kept_without_total(actor: Actor, month: date) -> QuerySet[ServiceSite]:
    """The sites in use that this person keeps and whose total of a month nobody has entered.

    Seasonal ones count sessions instead; one that opened later had no such month.
    """
    seasonal = [kind.code for kind in site_types() if kind.is_seasonal]
    there = MonthlyUse.objects.filter(site=OuterRef("pk"), month=month)
    opened = Q(version__opened_on__lte=last_day_of(month)) | Q(
        version__opened_on=None, filed_on__lte=last_day_of(month)
    )
    rows = sites_kept_by(actor).filter(~Exists(there), opened).exclude(state=SiteState.SUSPENDED)
    return rows.exclude(site_type__in=seasonal)
