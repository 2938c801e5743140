"""What pages, the API and services read about sites."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from core.actor import Actor
from core.canonical import digest
from core.search_text import matching
from sites.models import Attachment, ServiceSite, SitePhoto, SiteVersion
from sites.policy import SITES
from sites.vocabulary import IN_USE, SiteState

#: Columns of a version that are no facts of the site.
_BOOKKEEPING = frozenset({"id", "site_id", "number", "created_at", "decided_at"})

SORTS = {
    "updated": ("-updated_at", "-id"),
    "name": ("name", "id"),
    "filed": ("-filed_on", "-id"),
}


@dataclass(frozen=True)
class SiteFilter:
    """What a list is narrowed to; empty means all."""

    words: str = ""
    site_type: str = ""
    district: str = ""
    state: str = ""
    access: str = ""
    sort: str = "updated"


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return str(value)
    return value.isoformat() if isinstance(value, date | datetime) else value


def facts_of(version: SiteVersion) -> dict[str, Any]:
    """All facts as values that canonical JSON takes, photos by their digests."""
    facts = {
        field.attname: _plain(getattr(version, field.attname))
        for field in version._meta.concrete_fields
        if field.attname not in _BOOKKEEPING
    }
    photos = version.photos.values_list("slot", "attachment__sha256").order_by("slot", "position", "id")
    return {**facts, "photos": [list(pair) for pair in photos]}


def facts_digest(version: SiteVersion) -> str:
    """SHA-256 over all facts of the version; the receipt carries it."""
    return digest(facts_of(version))


def narrowed(rows: QuerySet[ServiceSite], by: SiteFilter) -> QuerySet[ServiceSite]:
    """Apply a filter; each part is an indexed column."""
    exact = {"site_type": by.site_type, "district_id": by.district, "state": by.state, "access": by.access}
    rows = rows.filter(**{name: value for name, value in exact.items() if value})
    return matching(rows, by.words) if by.words.strip() else rows


def register_within(actor: Actor, by: SiteFilter) -> QuerySet[ServiceSite]:
    """The register as this person may see it: sites with a code, newest first unless sorted otherwise."""
    rows = SITES.visible_to(actor).exclude(state=SiteState.PLANNED)
    rows = narrowed(rows, by).select_related("managing_union", "district")
    return rows.order_by(*SORTS.get(by.sort, SORTS["updated"]))


def site_within(actor: Actor, code: str) -> ServiceSite | None:
    """One site by its code, if within reach."""
    rows = SITES.visible_to(actor).select_related("managing_union", "district", "version", "version__district")
    return rows.filter(code=code).first()


def listed_sites(by: SiteFilter) -> QuerySet[ServiceSite]:
    """What the public finder lists: sites in use whose extent is public."""
    rows = ServiceSite.objects.filter(is_listed=True, state__in=IN_USE)
    return narrowed(rows, by).select_related("version", "district").order_by("district_id", "site_type", "name", "id")


def public_site(code: str) -> ServiceSite | None:
    """A site behind its door code: any that has a code, also suspended and cancelled ones."""
    related = ("version", "version__district", "district", "managing_union")
    return ServiceSite.objects.select_related(*related).filter(code=code).first()


def photos_of(version: SiteVersion) -> QuerySet[SitePhoto]:
    return version.photos.select_related("attachment")


def attachment_within(actor: Actor, key: str) -> Attachment | None:
    """A stored file, if it belongs to a site within reach."""
    sites = SITES.visible_to(actor)
    return Attachment.objects.filter(pk=key, site_photos__version__site__in=sites).first()
