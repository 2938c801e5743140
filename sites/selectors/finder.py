"""What does the public find?"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Exists, F, OuterRef, Q, QuerySet, TextField
from django.db.models.functions import Cast

from core.search_text import query_tokens
from sites.models import FactConfirmation, Fault, OperatingNotice, ServiceSite
from sites.models.site import STANDS
from sites.seasons.selectors import seasonal_types
from sites.selectors.announced import standing_notices
from sites.selectors.register import SiteFilter, narrowed
from sites.vocabulary import IN_USE, Access, NoticeKind, SiteState


def _publicly_found(rows: QuerySet[ServiceSite], words: str) -> QuerySet[ServiceSite]:
    """Without those that only a word for the staff has found; a narrowed look at what the index gave."""
    if not words.strip():
        return rows
    return rows.filter(Q(public_search="") | Q(public_search__tokens=" ".join(query_tokens(words))))


def listed_sites(by: SiteFilter) -> QuerySet[ServiceSite]:
    """What the public finder lists: sites in use whose extent is public."""
    rows = ServiceSite.objects.filter(is_listed=True, state__in=IN_USE)
    return (
        _publicly_found(narrowed(rows, by), by.words)
        .select_related("version")
        .order_by("district_id", "site_type", "name", "id")
    )


_HOURS_TEXT = Cast("version__hours", TextField())

#: What one row of the finder shows.
_ROW = (
    *("code", "site_type", "state", "access", "name", "confirmed_on", "is_sample"),
    *("version", "version__address", "version__access", "version__entry"),
    "version__public_phone",
)


def sites_by_key(keys: Iterable[int]) -> dict[int, ServiceSite]:
    """Rows of the finder by key."""
    return as_rows(ServiceSite.objects.select_related("version")).in_bulk(list(keys))


def as_rows(sites: QuerySet[ServiceSite]) -> QuerySet[ServiceSite]:
    """No more columns than are shown. ``is_announced``: whether any notice stands;
    ``hours_text``: the stored hours, unread; ``district_name``: a word, where a row object each would cost more."""
    return sites.only(*_ROW).annotate(
        hours_text=_HOURS_TEXT,
        district_name=F("district__name"),
        is_announced=Exists(standing_notices().filter(site=OuterRef("pk"))),
    )


def maybe_open(rows: QuerySet[ServiceSite], now: datetime) -> QuerySet[ServiceSite]:
    """Without those that cannot be open to the public whatever the hour; ``hours_text`` is their stored hours.

    Closures count from their first minute to their last, whether or not the register has followed.
    """
    closures = standing_notices().filter(site=OuterRef("pk"), kind=NoticeKind.CLOSURE)
    in_force = closures.filter(starts_at__lte=now).filter(Q(ends_at=None) | Q(ends_at__gt=now))
    reopened = Q(state=SiteState.SUSPENDED) & Exists(closures.filter(ends_at__lte=now))
    rows = rows.filter(Q(state__in=(SiteState.OPEN, SiteState.RECTIFYING)) | reopened)
    has_hours = Q(version__hours__isnull=False) | Q(site_type__in=seasonal_types())
    rows = rows.filter(~Exists(in_force), has_hours).exclude(access=Access.OWN_STAFF)
    return rows.annotate(hours_text=_HOURS_TEXT)


def public_site(code: str) -> ServiceSite | None:
    """A site behind its door code: any that has a code, also suspended and cancelled ones.

    What few sites have is asked for where there is some: standing notices, faults, confirmations of single facts.
    """
    related = ("version", "version__district", "district", "managing_union")
    here = {"site": OuterRef("pk")}
    rows = ServiceSite.objects.select_related(*related).annotate(
        is_told=Exists(OperatingNotice.objects.filter(STANDS, **here)),
        is_broken=Exists(Fault.objects.filter(**here, removed_at=None, fixed_on=None)),
        is_reconfirmed=Exists(FactConfirmation.objects.filter(**here)),
    )
    site = rows.filter(code=code).first()
    if site is None:
        return None
    site.has_faults, site.has_confirmations = site.is_broken, site.is_reconfirmed
    if not site.is_told:
        site.standing_notices = []
    return site
