"""What is announced of sites: closures, one-off hours, supplies?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from core.registry import Registry
from sites.announced import NOTHING, Announced, Closure, SeasonTold, Verified
from sites.hours import DayException, Interval
from sites.models import (
    OperatingNotice,
    ServiceSite,
)
from sites.seasons.selectors import seasonal_types, seasons_off, seasons_told
from sites.site_type import SiteType
from sites.supplies import SupplyTold, in_order
from sites.vocabulary import LASTING, NoticeKind

#: What apps above found at doors that nobody answered yet, by site: given the keys of sites, in one statement.
VERIFIED: Registry[Callable[[Collection[int]], Mapping[int, Verified]]] = Registry("verified at doors")


def standing_notices() -> QuerySet[OperatingNotice]:
    """Closures and one-off hours that are announced or in force, and those the register has not followed yet."""
    return OperatingNotice.objects.filter(over_at=None, kind__in=LASTING).order_by("published_at", "pk")


def announced_for(types: Mapping[int, str], *, quiet: Collection[int] = ()) -> dict[int, Announced]:
    """What is announced of these sites, given with their types; who opens all the year and announced nothing is not in it.

    ``quiet``: those of which the caller knows that no notice stands.
    """
    if not types:
        return {}
    asked = [key for key in types if key not in quiet]
    rows = standing_notices().filter(site_id__in=asked) if asked else OperatingNotice.objects.none()
    found = _announced(rows.values_list("site_id", "kind", "starts_at", "ends_at", "reason", "hours"))
    seasonal = set(seasonal_types())
    told = seasons_told(key for key, site_type in types.items() if site_type in seasonal)
    off = seasons_off(key for key, seasons in told.items() if not seasons)
    for key, seasons in told.items():
        found[key] = replace(found.get(key, NOTHING), seasons=seasons, off=off.get(key, ()))
    verified = _verified(types)
    return found | {key: replace(found.get(key, NOTHING), verified=each) for key, each in verified.items()}


def _verified(sites: Collection[int]) -> dict[int, Verified]:
    return {key: each for tell in VERIFIED for key, each in tell(sites).items()}


def _announced(rows: Iterable[tuple[Any, ...]]) -> dict[int, Announced]:
    closures: dict[int, list[Closure]] = defaultdict(list)
    days: dict[int, list[DayException]] = defaultdict(list)
    for site, kind, starts_at, ends_at, reason, hours in rows:
        spell = Closure(starts_at, ends_at, reason)
        if kind == NoticeKind.CLOSURE:
            closures[site].append(spell)
        elif spell.last_day is not None:
            spans = tuple(Interval(start, end) for start, end in hours or ())
            days[site].append(DayException(spell.first_day, spell.last_day, spans, reason))
    return {
        key: Announced(tuple(closures.get(key, ())), tuple(days.get(key, ()))) for key in {*closures, *days}
    }


def announced_on(site: ServiceSite) -> Announced:
    return announced_for({site.pk: site.site_type}).get(site.pk, NOTHING)


def announced_now(site: ServiceSite) -> Announced:
    """The same of a site whose standing notices were read already."""
    told, verified = announced_in(site.standing_notices), _verified([site.pk]).get(site.pk)
    seasons = seasons_on(site)
    off = seasons_off([site.pk]).get(site.pk, ()) if seasons == () else ()
    return replace(told, seasons=seasons, off=off, verified=verified)


def seasons_on(site: ServiceSite, at: datetime | None = None) -> tuple[SeasonTold, ...] | None:
    """The seasons of a holiday station, as they stand or as they stood at a moment."""
    return seasons_told([site.pk], at)[site.pk] if site.kind.is_seasonal else None


def announced_in(standing: Iterable[OperatingNotice]) -> Announced:
    """What the notices of one site say, read already, the latest first; a season is none of them."""
    told = [
        (0, each.kind, each.starts_at, each.ends_at, each.reason, each.hours)
        for each in standing
        if each.kind in LASTING
    ]
    return _announced(reversed(told)).get(0, NOTHING)


def supplies_in(standing: Iterable[OperatingNotice], kind: SiteType) -> list[SupplyTold]:
    """The last word on each supply that this type keeps, from the standing notices of one site, read already."""
    told = (each for each in standing if each.kind == NoticeKind.SUPPLIES)
    return in_order(each.supply_told for each in told if each.supply in kind.supplies)


def notices_of(site: ServiceSite) -> QuerySet[OperatingNotice]:
    """Everything that was told of a site, the latest first."""
    return site.notices.select_related("published_by", "version", "version__base")
