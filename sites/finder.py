"""Which sites does one page of the finder show, in which order, and how many are there?

Without a position: by district, type and name. With one: nearest first. 现在开放 is worked out from the hours of
the first rows in that order, up to a bound that the page tells; so no question reads the whole table.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from rulebook.workdays import WorkCalendar
from sites.announced import NOTHING, Announced
from sites.door import Doors, text_of
from sites.geo import Point
from sites.models import ServiceSite
from sites.nearby import metres_of, nearest
from sites.public import public_site
from sites.published import PublicSite
from sites.selectors import SiteFilter, announced_for, as_rows, listed_sites, maybe_open, sites_by_key

PER_PAGE = 50

#: Rows that are counted, paged through, or asked whether they are open; a city's sites fit twice.
MOST_LISTED = 3_000
#: The same for a list by distance: what is farther down is not near.
MOST_NEAR = 500


@dataclass(frozen=True)
class FinderPage:
    """Rows of one page. ``is_cut``: there are more than the total says, beyond the bound."""

    rows: tuple[PublicSite, ...]
    number: int
    total: int
    is_cut: bool

    @property
    def has_samples(self) -> bool:
        """Some of it is invented: the page says so."""
        return any(row.is_sample for row in self.rows)

    @property
    def start(self) -> int:
        return (self.number - 1) * PER_PAGE + 1

    @property
    def end(self) -> int:
        return self.start + len(self.rows) - 1

    @property
    def previous(self) -> int | None:
        return self.number - 1 if self.number > 1 else None

    @property
    def next(self) -> int | None:
        return self.number + 1 if self.number * PER_PAGE < self.total else None


@dataclass(frozen=True)
class Place:
    """One site in the order of the list."""

    pk: int
    metres: float | None = None


def finder_page(
    by: SiteFilter,
    *,
    page: int,
    now: datetime,
    calendar: WorkCalendar,
    here: Point | None = None,
    open_now: bool = False,
) -> FinderPage:
    """One page; a page beyond the last gives the last."""
    doors = Doors(calendar, now)
    if here is None and not open_now:
        return _plain_page(by, page, doors)
    places, is_cut, announced = _open_places(by, here, doors, now) if open_now else _all_places(by, here)
    number = _bounded(page, len(places))
    rows = shown_rows(places[(number - 1) * PER_PAGE : number * PER_PAGE], doors, announced)
    return FinderPage(rows, number, len(places), is_cut)


def nearest_open(
    by: SiteFilter, *, here: Point | None, now: datetime, calendar: WorkCalendar
) -> tuple[PublicSite, ...]:
    """The one that is open now and next to a place, in whatever district; nothing when all are closed."""
    doors = Doors(calendar, now)
    places, _, announced = _open_places(replace(by, district=""), here, doors, now)
    return shown_rows(places[:1], doors, announced)


def shown_rows(
    places: list[Place], doors: Doors, announced: Mapping[int, Announced] | None
) -> tuple[PublicSite, ...]:
    """The rows of these places, in their order."""
    sites = sites_by_key(place.pk for place in places)
    return _rows([sites[place.pk] for place in places if place.pk in sites], doors, places, announced)


def _rows(
    sites: list[ServiceSite],
    doors: Doors,
    places: Iterable[Place] = (),
    announced: Mapping[int, Announced] | None = None,
) -> tuple[PublicSite, ...]:
    """What is shown of these sites, with what is announced of them, unless that was asked already, and how far they are."""
    if announced is None:
        quiet = {site.pk for site in sites if not site.is_announced}  # type: ignore[attr-defined]  # annotated
        announced = announced_for({site.pk: site.site_type for site in sites}, quiet=quiet)
    metres = {place.pk: place.metres for place in places}
    return tuple(
        public_site(site, doors, announced=announced.get(site.pk, NOTHING), metres=metres.get(site.pk))
        for site in sites
    )


def _bounded(page: int, total: int) -> int:
    return max(1, min(page, -(-total // PER_PAGE)))


def _plain_page(by: SiteFilter, page: int, doors: Doors) -> FinderPage:
    listed = listed_sites(by)
    counted = listed.order_by()[: MOST_LISTED + 1].count()
    total = min(counted, MOST_LISTED)
    number = _bounded(page, total)
    shown = as_rows(listed)[(number - 1) * PER_PAGE : min(number * PER_PAGE, MOST_LISTED)]
    return FinderPage(_rows(list(shown), doors), number, total, counted > total)


def _all_places(by: SiteFilter, here: Point | None) -> tuple[list[Place], bool, None]:
    """The sites in order, bounded."""
    found, is_cut = places_in_order(listed_sites(by), here, "pk")
    return [place for place, _ in found], is_cut, None


def _open_places(
    by: SiteFilter, here: Point | None, doors: Doors, now: datetime
) -> tuple[list[Place], bool, Mapping[int, Announced]]:
    """Of the first sites in order those that are open now, and what is announced of them."""
    found, is_cut = places_in_order(maybe_open(listed_sites(by), now), here, *ASKED)
    announced = announced_for({place.pk: site_type for place, (site_type, _) in found})
    return open_among(found, doors, announced), is_cut, announced


#: What is read of a site to say whether it is open.
ASKED = ("pk", "site_type", "hours_text")


def open_among(
    found: list[tuple[Place, Any]], doors: Doors, announced: Mapping[int, Announced]
) -> list[Place]:
    is_open, unknown = doors.is_open, text_of(None)
    return [
        place for place, (_, hours) in found if is_open(hours or unknown, announced.get(place.pk, NOTHING))
    ]


def places_in_order(
    rows: QuerySet[ServiceSite], here: Point | None, *columns: str, most: int = MOST_NEAR
) -> tuple[list[tuple[Place, Any]], bool]:
    """Each place with its columns behind the key; nearest first when the reader stands somewhere."""
    if here is None:
        found = list(rows.values_list(*columns)[: MOST_LISTED + 1])
        return [(Place(row[0]), row[1:]) for row in found[:MOST_LISTED]], len(found) > MOST_LISTED
    near = nearest(rows, here, limit=most, shape=lambda each: each.values_list("chord", *columns))
    return [(Place(row[1], metres_of(row[0])), row[2:]) for row in near], len(near) >= most
