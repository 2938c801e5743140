"""Which places are known among which the many places of a list may be? A few questions for all of them at once."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from functools import reduce
from operator import or_
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet

from accounts.models import District
from core.actor import Actor
from sites.geo import Point, bounding_box
from sites.likeness.scoring import Looks
from sites.likeness.selectors import OPEN_PLANS
from sites.models import ServiceSite, SiteVersion
from sites.policy import SITES
from sites.vocabulary import IN_USE, SiteState

#: Rows read at a time.
_CHUNK = 2000

Places = dict[str, tuple[str, ...]]


class Known(NamedTuple):
    """One place that is known: its site, what is compared of it, whether the public finds it."""

    site: int
    looks: Looks
    is_listed: bool
    is_plan: bool = False


def place_names() -> Places:
    """What stands before a street in the addresses of each district."""
    rows = District.objects.values_list("code", "city_name", "name")
    return {code: (city, name) for code, city, name in rows}


def point_of(lat: Any, lng: Any) -> Point | None:
    """A pin as it is stored or staged."""
    return None if lat is None or lng is None else Point(float(lat), float(lng))


_TOLD = ("pk", "site_type", "district_id", "name", "version__address", "lat", "lng", "is_listed")


def register_of(
    types: Collection[str],
    districts: Collection[str],
    pins: Iterable[Point],
    reach_m: float,
    names: Places,
) -> Iterator[Known]:
    """Sites in use of these types: all in these districts, and those the public finds around the pins."""
    rows = ServiceSite.objects.filter(site_type__in=types, state__in=IN_USE, version__isnull=False)
    near = _around(pins, reach_m)
    beyond = rows.filter(near, is_listed=True).exclude(district__in=districts) if near else rows.none()
    for asked in (rows.filter(district__in=districts), beyond):
        for row in _told(asked, _TOLD):
            yield _known(row, names)


def plans_of(
    actor: Actor, types: Collection[str], districts: Collection[str], names: Places
) -> Iterator[Known]:
    """Drafts and open cases within reach of these types in these districts."""
    visible = reduce(or_, (Q(pk__in=plans(actor)) for plans in OPEN_PLANS), Q(pk__in=[]))
    rows = SiteVersion.objects.filter(visible, site__state=SiteState.PLANNED, site__site_type__in=types)
    rows = rows.filter(district__in=districts)
    told = ("site_id", "site__site_type", "district_id", "name", "address", "lat", "lng", "site__is_listed")
    for row in _told(rows, told):
        yield _known(row, names, is_plan=True)


def _told(rows: QuerySet[Any], names: tuple[str, ...]) -> Iterator[tuple[Any, ...]]:
    return rows.order_by().values_list(*names).iterator(chunk_size=_CHUNK)


def _known(row: tuple[Any, ...], names: Places, *, is_plan: bool = False) -> Known:
    site, site_type, district, name, address, lat, lng, is_listed = row
    looks = Looks(site_type, district, name, address, point_of(lat, lng), names.get(district, ()))
    return Known(site, looks, bool(is_listed), is_plan)


def _around(pins: Iterable[Point], reach_m: float) -> Q | None:
    """One box around all pins: a list is about one city."""
    boxes = [bounding_box(pin, reach_m) for pin in pins]
    if not boxes:
        return None
    south, west = min(box.south for box in boxes), min(box.west for box in boxes)
    north, east = max(box.north for box in boxes), max(box.east for box in boxes)
    return Q(lat__range=(south, north), lng__range=(west, east))


def within_reach(actor: Actor, sites: Collection[int]) -> set[int]:
    """Keys of those sites that this person may see."""
    return set(SITES.visible_to(actor).filter(pk__in=sites).values_list("pk", flat=True)) if sites else set()
