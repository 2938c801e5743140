"""A new version of a site's facts: copied from the one in force, as a draft or corrected at once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import Max

from core.audit import Change
from core.workflow import TransitionRefused
from sites.differences import changed_columns
from sites.models import ServiceSite, SitePhoto, SiteVersion
from sites.services.registering import register_columns

#: Columns that a copy does not take over.
_OWN = frozenset({"id", "number", "created_at", "decided_at", "origin", "base_id"})


def copy_version(
    base: SiteVersion,
    *,
    now: datetime,
    origin: str | None = None,
    decided_at: datetime | None = None,
    **facts: Any,
) -> SiteVersion:
    """All facts of ``base``, type facts, hours and pictures with them, under the next number.

    ``facts`` replace single columns. The site's row is locked by the caller's step.
    """
    columns = [field.attname for field in SiteVersion._meta.concrete_fields if field.attname not in _OWN]
    last = SiteVersion.objects.filter(site_id=base.site_id).aggregate(last=Max("number"))["last"]
    kept = {name: getattr(base, name) for name in columns}
    copy = SiteVersion.objects.create(
        **{**kept, **facts}, number=last + 1, created_at=now, decided_at=decided_at, origin=origin, base=base
    )
    SitePhoto.objects.bulk_create(
        SitePhoto(version=copy, attachment_id=photo.attachment_id, slot=photo.slot, position=photo.position)
        for photo in base.photos.all()
    )
    return copy


def correct_version(
    site: ServiceSite, facts: Mapping[str, Any], *, origin: str, now: datetime
) -> tuple[SiteVersion, dict[str, Change]]:
    """Put a decided copy with other ``facts`` in force; called within a step over the locked ``site``.

    Refused when nothing differs: a correction that corrects nothing is a slip.
    """
    base = site.version
    if base is None:
        raise TransitionRefused("本阵地还没有备案资料,不能更正。")
    version = copy_version(base, now=now, origin=origin, decided_at=now, **facts)
    found = changed_columns(base, version)
    if not found:
        raise TransitionRefused("填写的内容与现在登记的一样,没有需要更正的地方。")
    columns = {**register_columns(version), "updated_at": now}
    for name, value in columns.items():
        setattr(site, name, value)
    site.save(update_fields=list(columns))
    return version, {each.label: (each.before, each.after) for each in found}
