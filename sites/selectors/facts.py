"""All facts of a version as plain values, and the digest over them."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from core.canonical import digest
from sites.models import (
    SiteVersion,
)

#: Columns of a version that are no facts of the site.
_BOOKKEEPING = frozenset({"id", "site_id", "number", "created_at", "decided_at", "origin", "base_id"})


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return str(value)
    return value.isoformat() if isinstance(value, date | datetime) else value


def facts_of(version: SiteVersion) -> dict[str, Any]:
    """All facts as values that canonical JSON takes, photos by their digests."""
    photos = version.photos.values_list("slot", "attachment__sha256").order_by("slot", "position", "id")
    return {**_columns_of(version), "photos": [list(pair) for pair in photos]}


def _columns_of(version: SiteVersion) -> dict[str, Any]:
    return {
        field.attname: _plain(getattr(version, field.attname))
        for field in version._meta.concrete_fields
        if field.attname not in _BOOKKEEPING
    }


def facts_digest(version: SiteVersion) -> str:
    """SHA-256 over all facts of the version; the receipt carries it."""
    return digest(facts_of(version))


def digest_without_photos(version: SiteVersion) -> str:
    """The same of a version that has no pictures, without asking for them."""
    return digest({**_columns_of(version), "photos": []})
