"""What pages and services read about seasons."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import partial
from itertools import groupby
from operator import itemgetter
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from sites.announced import OffTold, SeasonTold
from sites.listing import why_unlisted
from sites.models import HolidaySeason, HolidaySession, SeasonClass, SeasonOff, ServiceSite, SiteVersion
from sites.seasons.offers import MOST_CLASSES, Class, Offer, copied, name_of, next_named, told, usual_span
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


_OF_A_SEASON = tuple(
    f"season__{name}"
    for name in ("site_id", "id", "holidays", "ages_from", "ages_until", "weekdays", "opens_at", "closes_at")
)


def seasons_told(sites: Iterable[int], at: datetime | None = None) -> dict[int, tuple[SeasonTold, ...]]:
    """What the public is told of the seasons of these stations, the next one first; empty for who told nothing.

    ``at``: as it stood at a past moment, whatever was told since. One statement for all.
    """
    found: dict[int, tuple[SeasonTold, ...]] = dict.fromkeys(sites, ())
    if not found:
        return found
    stands = Q(season__replaced_at=None, season__over_at=None)
    if at is not None:
        stands = (Q(season__replaced_at=None) | Q(season__replaced_at__gt=at)) & Q(season__entered_at__lte=at)
        stands &= Q(season__over_at=None) | Q(season__over_at__gt=at)
    rows = SeasonClass.objects.filter(stands, season__site__in=list(found))
    rows = rows.order_by("season__site_id", "season__starts_on", "season_id", "number")
    columns = rows.values_list(*_OF_A_SEASON, "starts_on", "ends_on", "places")
    for (site, _), group in groupby(columns, key=itemgetter(0, 1)):
        classes = list(group)
        offer = Offer(classes[0][2], tuple(Class(*row[-3:]) for row in classes), *classes[0][3:8])
        found[site] = (*found[site], told(offer))
    return found


def seasons_off(sites: Iterable[int]) -> dict[int, tuple[OffTold, ...]]:
    """The seasons that do not take place, of stations that confirmed none."""
    found: dict[int, tuple[OffTold, ...]] = {}
    wanted = list(sites)
    rows = SeasonOff.objects.filter(site__in=wanted, replaced_at=None).order_by("ends_on") if wanted else ()
    for row in rows:
        found[row.site_id] = (*found.get(row.site_id, ()), off_told(row))
    return found


def off_told(row: SeasonOff) -> OffTold:
    return OffTold(row.words, str(row), row.starts_on, row.ends_on)


def why_hidden_in_season(site: ServiceSite) -> str:
    """An ``Unlisted`` where the finder does not show the station even while a season of it stands."""
    return why_unlisted(partial(getattr, site.version), is_seasonal=True, in_season=True)


def places_at_once(site: ServiceSite) -> int | None:
    """How many children fit at the same time, by the register."""
    return site.version.type_facts.get("children_at_once") if site.version else None


def insured_until(site: ServiceSite) -> date | None:
    """The last day of the policy that ends first, by the register."""
    stored = site.version.type_facts.get("insurance_ends") if site.version else None
    return date.fromisoformat(stored) if stored else None


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

    A station that never had a season can say it of both, and every one of the holidays that its door asks about.
    """
    offers = {code: proposed(site, code, today)[0] for code in Holidays.values}
    answered = {name_of(each.holidays, each.ends_on) for each in standing_of(site)}
    refused = {each.holidays for each in refused_of(site, today)}
    next_ones = [_next_of(code, offer, today) for code, offer in offers.items() if code not in refused]
    opens_in = {code for code, offer in offers.items() if offer} or set(offers)
    asked = next_named(today)
    found = [each for each in next_ones if each.holidays in opens_in or each.name == asked]
    return sorted((each for each in found if each.name not in answered), key=lambda each: each.starts_on)


def _next_of(holidays: str, offer: Offer | None, today: date) -> Expected:
    """On the days of the last one; where there was none in the usual weeks of the holidays."""
    days = (offer.starts_on, offer.ends_on) if offer else usual_span(holidays, today)
    return Expected(holidays, *days)


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
