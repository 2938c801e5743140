"""Parts of composed pages: the season for the public, and the way to confirm it on the file of a site."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from core.actor import Actor
from core.clock import LEGAL_ZONE
from sites.door import advice_by
from sites.models import HolidaySeason, SeasonOff
from sites.policy import SITES
from sites.seasons.offers import name_of, next_named
from sites.seasons.selectors import off_told, offer_in, refused_of, standing_of
from sites.vocabulary import IN_USE

#: Both holidays of this year and of the next.
MOST_SHOWN = 4


def season_lists(actor: Actor, site: Any, now: datetime) -> list[tuple[QuerySet[Any], int]]:
    if not _has_seasons(site):
        return []
    today = now.astimezone(LEGAL_ZONE).date()
    return [(standing_of(site), MOST_SHOWN), (refused_of(site, today), MOST_SHOWN)]


def _has_seasons(site: Any) -> bool:
    return bool(site.code) and site.state in IN_USE and bool(site.kind.is_seasonal)


def public_season(actor: Actor, site: Any, now: datetime, *found: list[Any]) -> Mapping[str, Any] | None:
    """What is offered this season, or that there is none; until one of both is said the page says so."""
    if not _has_seasons(site):
        return None
    today = now.astimezone(LEGAL_ZONE).date()
    return {**_told(today, *found), "advice": advice_by(site.version.public_phone)}


def season_panel(actor: Actor, site: Any, now: datetime, *found: list[Any]) -> Mapping[str, Any] | None:
    if not _has_seasons(site):
        return None
    url = reverse("site-season", args=[site.code])
    today = now.astimezone(LEGAL_ZONE).date()
    return {
        **_told(today, *found),
        "url": url,
        "may_tell": bool(SITES.decide(actor, "notify", site)),
    }


def _told(today: date, seasons: list[HolidaySeason], off: list[SeasonOff]) -> dict[str, Any]:
    """``next``: the holidays of which nobody said yet whether it opens; empty once somebody did."""
    named = next_named(today)
    is_said = any(off_told(each).counts(today, named) for each in off)
    offered = [each for each in seasons if not each.replaced_at and not each.over_at]
    return {
        "seasons": [(name_of(each.holidays, each.ends_on), offer_in(each).lines) for each in offered],
        "off": [str(each) for each in off],
        "next": "" if is_said else named,
    }
