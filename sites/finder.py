"""Which sites does one page of the finder show, in which order, and how many are there?

Without a position: by district, type and name. With one: nearest first. 现在开放 is worked out from the hours of
the first rows in that order, up to a bound that the page tells; so no question reads the whole table.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from rulebook.workdays import WorkCalendar
from sites.door import Doors
from sites.geo import Point
from sites.nearby import metres_of, nearest
from sites.public import public_site
from sites.published import PublicSite
from sites.selectors import SiteFilter, listed_rows, listed_sites, maybe_open, sites_by_key

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
class _Place:
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
    places, is_cut = _places(by, here, doors if open_now else None)
    number = _bounded(page, len(places))
    shown = places[(number - 1) * PER_PAGE : number * PER_PAGE]
    sites = sites_by_key(place.pk for place in shown)
    rows = tuple(public_site(sites[p.pk], doors, metres=p.metres) for p in shown if p.pk in sites)
    return FinderPage(rows, number, len(places), is_cut)


def _bounded(page: int, total: int) -> int:
    return max(1, min(page, -(-total // PER_PAGE)))


def _plain_page(by: SiteFilter, page: int, doors: Doors) -> FinderPage:
    rows = listed_rows(by)
    counted = rows.order_by()[: MOST_LISTED + 1].count()
    total = min(counted, MOST_LISTED)
    number = _bounded(page, total)
    shown = rows[(number - 1) * PER_PAGE : min(number * PER_PAGE, MOST_LISTED)]
    return FinderPage(tuple(public_site(site, doors) for site in shown), number, total, counted > total)


def _places(by: SiteFilter, here: Point | None, doors: Doors | None) -> tuple[list[_Place], bool]:
    """The sites in order, bounded; only open ones when ``doors`` is given."""
    rows = maybe_open(listed_sites(by)) if doors else listed_sites(by)
    columns = ("pk", "hours_text") if doors else ("pk",)
    if here is None:
        found = list(rows.values_list(*columns)[: MOST_LISTED + 1])
        shown = [(_Place(row[0]), row[-1]) for row in found[:MOST_LISTED]]
        is_cut = len(found) > MOST_LISTED
    else:
        near = nearest(rows, here, limit=MOST_NEAR, shape=lambda each: each.values_list("chord", *columns))
        shown = [(_Place(row[1], metres_of(row[0])), row[-1]) for row in near]
        is_cut = len(near) >= MOST_NEAR
    return [place for place, hours in shown if doors is None or doors.is_open(hours)], is_cut
