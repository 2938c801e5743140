"""What the nightly watch of the demo city found and what follows from it: open matters of every age, steps prepared to be signed.

A demo cannot run each night of two months: two nights of the past look at what has ended, the last one at everything.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time, timedelta

from core.clock import LEGAL_ZONE
from inspection.laddering.services import follow_ladder, object_to
from inspection.laddering.states import ConsequenceState
from inspection.models import Consequence
from inspection.watching.services import run_checks
from sites.models import ServiceSite
from sites.seasons.offers import Offer
from sites.seasons.selectors import places_at_once, proposed, seasonal_types
from sites.seasons.services import confirm_season
from sites.services import Sender
from sites.use.vocabulary import Holidays
from sites.vocabulary import IN_USE
from unionportal.demo.rounds import Stage
from unionportal.demo.unions import People

#: What the nights of the past looked at; each further check costs the building a day for every night between.
ENDED = ("agreement_ended",)
#: Reminded on the first, announced on the second; by now the days of the announcement are over.
FOUND, ANNOUNCED, OBJECTED = 48, 26, 20
OBJECTION = "续签的协议已经双方盖章,正在办理变更备案,请延后处置。"
#: Of four holiday stations one has not said yet whether it opens.
SILENT = 4


def watched_nights(people: People, now: datetime) -> list[Stage]:
    """The nights of the past, and the keeper who says why not."""
    keepers = {key: keeper for office in people.offices for key, keeper in office.keepers.items()}

    def at(days: int, hour: int) -> datetime:
        day = now.astimezone(LEGAL_ZONE).date() - timedelta(days=days)
        return datetime.combine(day, time(hour), LEGAL_ZONE)

    def object_once() -> None:
        row = Consequence.objects.filter(state=ConsequenceState.ANNOUNCED).order_by("pk").first()
        if row is not None:
            keeper = keepers[row.site.managing_union_id]
            object_to(row.pk, actor=keeper, now=at(OBJECTED, 10), note=OBJECTION)

    nights = [at(days, 22) for days in (FOUND, ANNOUNCED)]
    looks = [Stage(night, lambda night=night: _look(night)) for night in nights]  # type: ignore[misc]
    return [*looks, Stage(at(OBJECTED, 10), object_once)]


def _look(night: datetime) -> None:
    run_checks(clock=lambda: night, only=ENDED)
    follow_ladder(now=night)


def look_at_everything(*, now: datetime) -> None:
    """As the scheduler would, this night."""
    run_checks(clock=lambda: now)
    follow_ladder(now=now)


def confirm_seasons(people: People, *, now: datetime) -> None:
    """The next holidays, copied from the classes of the last ones."""
    keepers = {key: keeper for office in people.offices for key, keeper in office.keepers.items()}
    rows = ServiceSite.objects.filter(state__in=IN_USE, site_type__in=seasonal_types()).order_by("pk")
    for place, site in enumerate(rows):
        keeper = keepers[site.managing_union_id]
        offers = [offer for each in Holidays.values if (offer := proposed(site, each, now.date())[0])]
        if offers and place % SILENT:
            offer = _fitting(min(offers, key=lambda each: each.starts_on), places_at_once(site))
            confirm_season(site.pk, offer, by=Sender(keeper, now))


def _fitting(offer: Offer, at_once: int | None) -> Offer:
    """As many children as the register says that fit, however many were noted last time."""
    if at_once is None:
        return offer
    share = max(1, at_once // len(offer.classes))
    fitting = (replace(each, places=min(each.places, share)) for each in offer.classes)
    return replace(offer, classes=tuple(fitting))
