"""Where may somebody go who stands before a door that is shut? The nearest other sites of its type, those that are open first."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from rulebook.workdays import WorkCalendar
from sites.announced import NOTHING, Announced
from sites.door import Doors, text_of
from sites.finder import ASKED, Place, open_among, places_in_order, shown_rows
from sites.geo import Point
from sites.models import ServiceSite
from sites.published import PublicSite
from sites.selectors import SiteFilter, announced_for, listed_sites, maybe_open
from sites.vocabulary import Access

#: Shown on the page of a site that is gone or closed, out of so many that stand nearest.
_MOST_INSTEAD = 3
_MOST_ASKED = 30
#: Where all of them are closed, who opens later than this is no way out.
_SOON = timedelta(days=7)


def open_instead_of(site: ServiceSite, *, now: datetime, calendar: WorkCalendar) -> tuple[PublicSite, ...]:
    """Where a visitor of a site that is gone or closed may go: the nearest others of its type that are open now.

    Where none is, those that open within days; their lines say when. Nowhere for a room of own staff: how far others
    are would tell where it was.
    """
    if site.lat is None or site.lng is None or site.access == Access.OWN_STAFF:
        return ()
    doors, here = Doors(calendar, now), Point(float(site.lat), float(site.lng))
    rows = maybe_open(listed_sites(SiteFilter(site_type=site.site_type)), now).exclude(pk=site.pk)
    found, _ = places_in_order(rows, here, *ASKED, most=_MOST_ASKED)
    announced = announced_for({place.pk: site_type for place, (site_type, _) in found})
    places = open_among(found, doors, announced) or _opening_soon(found, doors, announced, now)
    return shown_rows(places[:_MOST_INSTEAD], doors, announced)


def _opening_soon(
    found: list[tuple[Place, Any]], doors: Doors, announced: Mapping[int, Announced], now: datetime
) -> list[Place]:
    def opens(key: int, hours: str | None) -> datetime | None:
        return doors.opens_at(hours or text_of(None), announced.get(key, NOTHING))

    told = [(place, opens(place.pk, hours)) for place, (_, hours) in found]
    return [place for place, at in told if at is not None and at <= now + _SOON]
