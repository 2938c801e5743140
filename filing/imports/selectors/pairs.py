"""What is read to show the pairs of a list side by side? A few questions for a whole page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q, QuerySet

from filing.models.enrolment import ImportPair
from filing.models.imports import ImportBatch, ImportedSite
from sites.models import SiteVersion
from sites.vocabulary import SiteState


def undecided_pairs(batch: ImportBatch) -> QuerySet[ImportPair]:
    """In the order of the file, those of one row by how much they are alike."""
    return batch.pairs.filter(verdict="").select_related("other_site__managing_union")


def decided_pairs(batch: ImportBatch) -> QuerySet[ImportPair]:
    return (
        batch.pairs.exclude(verdict="")
        .select_related("other_site__managing_union", "decided_by")
        .order_by("-decided_at", "pk")
    )


def rows_named(batch: ImportBatch, pairs: Sequence[ImportPair]) -> dict[tuple[str, int], ImportedSite]:
    """The rows on either side, by sheet and number."""
    wanted = {(each.sheet, each.number) for each in pairs}
    wanted |= {(each.other_sheet, each.other_number) for each in pairs if each.other_number is not None}
    if not wanted:
        return {}
    named = reduce(or_, (Q(sheet=sheet, number=number) for sheet, number in wanted))
    rows = batch.sites.filter(named).select_related("district", "union")
    return {(each.sheet, each.number): each for each in rows}


def versions_beside(sites: Iterable[int | None]) -> dict[int, SiteVersion]:
    """Of each site the version in force; of one that is only planned the version that its case proposes."""
    keys = {key for key in sites if key}
    in_force = Q(site__version__isnull=False) & Q(pk__in=_in_force(keys))
    planned = Q(site__state=SiteState.PLANNED)
    rows = SiteVersion.objects.filter(in_force | planned, site__in=keys).order_by("number")
    rows = rows.select_related("site__managing_union", "site__district", "district")
    return {row.site_id: row for row in rows}


def _in_force(sites: set[int]) -> QuerySet[Any, Any]:
    return SiteVersion.objects.filter(site__in=sites, site__version__isnull=False).values("site__version")
