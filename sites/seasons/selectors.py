"""What pages and services read about seasons."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from sites.models import HolidaySeason, HolidaySession, SeasonClass, SeasonOff, ServiceSite, SiteVersion
from sites.seasons.offers import MOST_CLASSES, Class, Offer, copied, name_of, usual_span
from sites.types import site_types
from sites.use.vocabulary import Holidays

_NINE, _FIVE = time(8, 30), time(17, 30)


def seasonal_types() -> list[str]:
    return [kind.code for kind in site_types() if kind.is_seasonal]


def standing_of(site: ServiceSite) -> QuerySet[HolidaySeason]:
    """Confirmed and not over, the next one first."""
    rows = HolidaySeason.objects.filter(site=site, replaced_at=None, over_at=None)
    return rows.prefetch_related("classes").order_by("starts_on", "pk")


def has_season(site_id: int) -> bool:
    """Whether a season of the site is confirmed that is not over: then the public finds it."""
    return HolidaySeason.objects.filter(site_id=site_id, replaced_at=None, over_at=None).exists()


def is_in_season(version: SiteVersion) -> bool:
    """The same of the site of a version; types that are open all the year are not asked."""
    return bool(version.kind.is_seasonal) and has_season(version.site_id)


def was_confirmed(site: ServiceSite, holidays: str) -> bool:
    """Whether the last season was confirmed here: records of classes alone leave ages and hours to be guessed."""
    return HolidaySeason.objects.filter(site=site, holidays=holidays, replaced_at=None).exists()


def seasons_of(site: ServiceSite) -> QuerySet[HolidaySeason]:
    """All of them, also replaced ones, the latest first."""
    rows = HolidaySeason.objects.filter(site=site).prefetch_related("classes")
    return rows.order_by("-entered_at", "-pk")


def classes_of(season: HolidaySeason) -> tuple[Class, ...]:
    return tuple(Class(each.starts_on, each.ends_on, each.places) for each in season.classes.all())


def offer_in(season: HolidaySeason) -> Offer:
    """The row as a plain value."""
    names = ("holidays", "ages_from", "ages_until", "weekdays", "opens_at", "closes_at", "remark")
    values: dict[str, Any] = {name: getattr(season, name) for name in names}
    return Offer(classes=classes_of(season), **values)


def proposed(site: ServiceSite, holidays: str, today: date) -> tuple[Offer | None, str]:
    """The last season moved to the next one, and where it comes from; nothing where there was none.

    Without a confirmed season it is the classes that were recorded when they were over.
    """
    rows = HolidaySeason.objects.filter(site=site, holidays=holidays, replaced_at=None)
    last = rows.prefetch_related("classes").order_by("-starts_on").first()
    if last is not None:
        return copied(offer_in(last), today), f"{last.words}确认的内容"
    held = _held(site, holidays)
    if not held:
        return None, ""
    year = held[-1].ends_on.year
    offer = Offer(holidays, tuple(held), 6, 12, "five", _NINE, _FIVE)
    return copied(offer, today), f"{year}年{Holidays(holidays).label}的办班记录"


def _held(site: ServiceSite, holidays: str) -> list[Class]:
    """The classes of the last season that was recorded."""
    rows = HolidaySession.objects.filter(site=site, holidays=holidays, removed_at=None)
    last = rows.order_by("-ends_on").first()
    if last is None:
        return []
    season = rows.filter(ends_on__year=last.ends_on.year).order_by("starts_on", "pk")[:MOST_CLASSES]
    return [Class(each.starts_on, each.ends_on, max(each.children, 1)) for each in season]


@dataclass(frozen=True)
class Expected:
    """A season that is expected: it can be confirmed, and it can be said that it does not take place."""

    holidays: str
    starts_on: date
    ends_on: date

    @property
    def name(self) -> str:
        return name_of(self.holidays, self.ends_on)

    @property
    def key(self) -> str:
        return f"{self.holidays}:{self.ends_on.isoformat()}"


def expected_seasons(site: ServiceSite, today: date) -> list[Expected]:
    """What nobody has answered yet: of each holidays in which the station opens the next season, the nearest first.

    A station that never had a season can say it of both.
    """
    offers = {code: proposed(site, code, today)[0] for code in Holidays.values}
    never = not any(offers.values())
    told = {(each.holidays, each.ends_on.year) for each in standing_of(site)}
    refused = {each.holidays for each in refused_of(site, today)}
    found = []
    for code, offer in offers.items():
        if code in refused or (offer is None and not never):
            continue
        days = (offer.starts_on, offer.ends_on) if offer else usual_span(code, today)
        if (code, days[1].year) not in told:
            found.append(Expected(code, *days))
    return sorted(found, key=lambda each: each.starts_on)


def refused_of(site: ServiceSite, today: date) -> QuerySet[SeasonOff]:
    """Seasons of which it was said that they do not take place, as long as they would last."""
    rows = SeasonOff.objects.filter(site=site, replaced_at=None, ends_on__gte=today)
    return rows.order_by("starts_on", "pk")


def refused_before(site: ServiceSite, shown: Iterable[int]) -> QuerySet[SeasonOff]:
    """Earlier ones, the latest first."""
    return SeasonOff.objects.filter(site=site).exclude(pk__in=shown).order_by("-ends_on", "-pk")


def ended_by(day: date) -> QuerySet[HolidaySeason]:
    """Seasons whose last day is past and that the register has not followed yet."""
    return HolidaySeason.objects.filter(replaced_at=None, over_at=None, ends_on__lt=day)


def sites_without_season() -> QuerySet[ServiceSite]:
    """Seasonal sites that the finder shows although none of their seasons stands any more."""
    standing = HolidaySeason.objects.filter(site=OuterRef("pk"), replaced_at=None, over_at=None)
    rows = ServiceSite.objects.filter(site_type__in=seasonal_types(), is_listed=True)
    return rows.filter(~Exists(standing))


def class_rows(season: HolidaySeason, offer: Offer) -> list[SeasonClass]:
    return [
        SeasonClass(
            season=season, number=number, starts_on=each.starts_on, ends_on=each.ends_on, places=each.places
        )
        for number, each in enumerate(offer.classes, 1)
    ]
