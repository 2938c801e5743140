"""What do the providers read beside the versions? Pictures by version, and the pins of sites in use within a box."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import NamedTuple

from django.db.models import Count

from sites.geo import Box, Point
from sites.models import ServiceSite, SitePhoto
from sites.vocabulary import IN_USE


class Pin(NamedTuple):
    """A site in use and where it stands."""

    site: int
    site_type: str
    district: str
    is_listed: bool
    point: Point


def pictures_of(versions: Iterable[int]) -> dict[int, int]:
    """How many pictures each version has that are not erased."""
    rows = SitePhoto.objects.filter(version__in=list(versions), attachment__erased_at=None)
    return dict(rows.order_by().values_list("version").annotate(Count("pk")))


def pins_within(types: Collection[str], box: Box) -> list[Pin]:
    """Sites in use of these types, inside of the box."""
    rows = ServiceSite.objects.filter(site_type__in=types, state__in=IN_USE)
    rows = rows.filter(lat__range=(box.south, box.north), lng__range=(box.west, box.east))
    told = rows.values_list("pk", "site_type", "district_id", "is_listed", "lat", "lng")
    return [
        Pin(site, kind, district, is_listed, Point(float(lat or 0), float(lng or 0)))
        for site, kind, district, is_listed, lat, lng in told
    ]
