"""Rows that a signature and the night both want are held by both in the order of their keys, so that none waits for the other."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Q

from inspection.models import Finding
from sites.models import ServiceSite


def hold_sites(keys: Any) -> dict[int, ServiceSite]:
    """``keys``: of sites, or a query that gives them. Not their keys: the night may keep what it found of them meanwhile."""
    rows = ServiceSite.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=keys)
    return {site.pk: site for site in rows.order_by("pk")}


def hold_findings(sites: Any, more: Iterable[int] = ()) -> None:
    """What is open of these sites, and some others by their keys."""
    wanted = Q(pk__in=list(more)) | Q(site__in=sites, ended_on=None)
    list(
        Finding.objects.select_for_update(of=("self",))
        .filter(wanted)
        .order_by("pk")
        .values_list("pk", flat=True)
    )
