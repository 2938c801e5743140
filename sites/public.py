"""What may the public know of a site? These values, and nothing else, reach public pages and the preview.

Never the manager, an inside phone, money or counts of persons. A room for own staff tells neither floor nor way;
a sensitive unit neither floor, directions nor pictures, and its host finds no page. What nobody has given stays empty and is said as 暂无.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from core.words import chinese_day
from rulebook.workdays import WorkCalendar
from sites.announced import NOTHING, Announced, state_now
from sites.confirming import Standing
from sites.door import Door, Doors, advice_by, hours_of, of_classes, text_of, who_may_enter
from sites.facilities import BY_CODE, GROUPS, in_order
from sites.geo import GCJ02, Point
from sites.handoff import coordinates_text, handoffs
from sites.hours import HoursLine, describe
from sites.models import ServiceSite, SitePhoto, SiteVersion
from sites.published import PublicFact, PublicPage, PublicPhoto, PublicSite
from sites.supplies import SupplyTold, lacking
from sites.vocabulary import Access, Entry, SiteState

_KM = 1000


@dataclass(frozen=True)
class AsItStands:
    """What the page tells beside the version: what is being mended, which facts were confirmed when."""

    broken: Sequence[tuple[str, date]] = ()
    confirmed: Sequence[Standing] = ()


NOTHING_MORE = AsItStands()

#: The group of facilities that are services.
SERVICES = "service"


def distance_words(metres: float) -> str:
    """350 米, 2.3 公里: no more exact than a pin is."""
    return f"{max(10, round(metres, -1)):.0f} 米" if metres < _KM else f"{metres / _KM:.1f} 公里"


def public_site(
    site: Any, doors: Doors, *, announced: Announced = NOTHING, metres: float | None = None
) -> PublicSite:
    """The row of a site in use, as ``selectors.as_rows`` reads it."""
    version = site.version
    if version is None:
        raise ValueError("a listed site has a version in force")
    season = announced.season_on(doors.today)
    return PublicSite(
        code=site.code or "",
        name=site.name,
        type_label=site.type_label,
        district=site.district_name,
        address=version.address,
        door=_door(version, site.state, doors, announced, site.hours_text or text_of(None)),
        who=_who(version),
        confirmed_on=site.confirmed_on,
        is_sample=site.is_sample,
        season=season.words if season else "",
        distance="" if metres is None else distance_words(metres),
    )


def public_page(
    site: ServiceSite,
    version: SiteVersion,
    photos: Iterable[SitePhoto],
    *,
    calendar: WorkCalendar,
    now: datetime,
    announced: Announced = NOTHING,
    supplies: Iterable[SupplyTold] = (),
    standing: AsItStands = NOTHING_MORE,
    datum: str = GCJ02,
) -> PublicPage:
    """The page of a site with a code. ``photos`` is read only when the page may show any."""
    return _page(
        site,
        version,
        photos,
        state=site.state,
        calendar=calendar,
        now=now,
        announced=announced,
        supplies=supplies,
        standing=standing,
        datum=datum,
    )


def preview_page(
    site: ServiceSite,
    version: SiteVersion,
    photos: Iterable[SitePhoto],
    *,
    calendar: WorkCalendar,
    now: datetime,
) -> PublicPage:
    """What the public would read if this version took effect now."""
    return _page(site, version, photos, state=SiteState.OPEN, calendar=calendar, now=now, is_preview=True)


def _page(
    site: ServiceSite,
    version: SiteVersion,
    photos: Iterable[SitePhoto],
    *,
    state: str,
    calendar: WorkCalendar,
    now: datetime,
    announced: Announced = NOTHING,
    supplies: Iterable[SupplyTold] = (),
    standing: AsItStands = NOTHING_MORE,
    datum: str = GCJ02,
    is_preview: bool = False,
) -> PublicPage:
    door = _door(version, state, Doors(calendar, now), announced, text_of(version.hours))
    state = state_now(state, announced, now)
    tells_way = state != SiteState.CANCELLED and version.access != Access.OWN_STAFF
    pictures = photos if tells_way and not version.is_sensitive else ()
    return PublicPage(
        code=site.code or "",
        name=version.name,
        type_code=version.site_type,
        type_label=version.type_label,
        district_code=version.district_id,
        district=version.district.name,
        state=state,
        state_label=str(SiteState(state).label),
        door=door,
        who=_who(version),
        tells_way=tells_way,
        notice=_notice(state, version),
        photos=tuple(_photo(photo) for photo in pictures),
        **_facts_unless_gone(site, version, state, now, announced),
        supplies=() if state == SiteState.CANCELLED else lacking(supplies),
        broken=() if state == SiteState.CANCELLED else tuple(map(_mending, standing.broken)),
        confirmed_parts=() if state == SiteState.CANCELLED else _parts(standing.confirmed),
        **_way_in(version, datum, tells_way=tells_way),
        confirmed_by=site.confirmed_by,
        confirmed_on=site.confirmed_on,
        is_sample=site.is_sample,
        is_preview=is_preview,
    )


def _mending(broken: tuple[str, date]) -> str:
    """饮水:维修中(2026年10月9日报修)"""
    label, day = broken
    return f"{label}:维修中({chinese_day(day)}报修)"


def _parts(confirmed: Sequence[Standing]) -> tuple[str, ...]:
    """A line for each group of facts, unless all were confirmed together."""
    if len({(each.last.on, each.last.office) for each in confirmed}) <= 1:
        return ()
    return tuple(
        f"{each.group.label}:{each.last.office}于{chinese_day(each.last.on)}核实"
        for each in confirmed
        if each.last.on is not None
    )


def _facts_unless_gone(
    site: ServiceSite, version: SiteVersion, state: str, now: datetime, announced: Announced
) -> dict[str, Any]:
    """A cancelled site keeps its name and says that it is gone; nothing of it can be used any more."""
    if state == SiteState.CANCELLED:
        gone = {"way": (), "facts": (), "facilities": (), "hours": (), "phone": ""}
        return {**gone, "closed_on": site.closed_on}
    return {
        "way": _way(version),
        "facts": _facts(site, version),
        "facilities": _facilities(version),
        "hours": _hours(version, now, announced),
        "phone": version.public_phone,
    }


def _way_in(version: SiteVersion, datum: str, *, tells_way: bool) -> dict[str, Any]:
    """Directions and pin, only for those who may come."""
    pin = _pin(version) if tells_way else None
    return {
        "directions": "" if version.is_sensitive or not tells_way else version.directions,
        "handoffs": handoffs(version.name, version.address, pin) if pin else (),
        "coordinates": coordinates_text(pin, datum) if pin else "",
    }


def _door(version: SiteVersion, state: str, doors: Doors, announced: Announced, hours_text: str) -> Door:
    return doors.door(
        state=state,
        access=version.access,
        hours_text=hours_text,
        phone=version.public_phone,
        announced=announced,
    )


def _who(version: SiteVersion) -> str:
    return _who_enters(version.access, version.entry)


@cache
def _who_enters(access: str, entry: str) -> str:
    how = Entry(entry).label if entry and access != Access.OWN_STAFF else ""
    if access == Access.PUBLIC and entry == Entry.CARD:
        how = f"{how},不需要工会会员证"
    return " · ".join(filter(None, (who_may_enter(access), str(how))))


def _notice(state: str, version: SiteVersion) -> str:
    access, phone = version.access, version.public_phone
    if state == SiteState.RECTIFYING:
        return f"该阵地正在整改,部分服务可能暂停,建议{advice_by(phone)}。"
    if access == Access.OWN_STAFF and state != SiteState.CANCELLED:
        return "这里只接待本单位职工,楼层、房间和照片不公开。本单位职工请向本单位工会询问。"
    if version.entry == Entry.CARD and state != SiteState.CANCELLED:
        return f"门上要刷卡或刷证才能进,用什么卡、没有卡怎么进,请{advice_by(phone)}。"
    return ""


def _way(version: SiteVersion) -> tuple[str, ...]:
    """How to find the door, from far to near."""
    address = version.address
    if version.access == Access.OWN_STAFF:
        return (address,) if address else ()
    inside = (version.building,) if version.is_sensitive else (version.building, version.floor, version.room)
    metro = (version.line, version.station)
    parts = (address, " ".join(filter(None, metro)), " ".join(filter(None, inside)))
    return tuple(part for part in parts if part)


def _facts(site: ServiceSite, version: SiteVersion) -> tuple[PublicFact, ...]:
    """Expected facts also when nobody knows them, the others when somebody does."""
    area = "" if version.area_hundredths is None else f"{version.area_hundredths / 100:g} 平方米"
    facts = [PublicFact("使用面积", area)]
    if version.capacity is not None:
        facts.append(PublicFact("可容纳人数", f"{version.capacity} 人"))
    for fact in version.kind.facts:
        value = fact.text(version.type_facts.get(fact.name))
        if fact.public and (value or fact.expected):
            facts.append(PublicFact(fact.label, value))
    return tuple(facts)


def _facilities(version: SiteVersion) -> tuple[PublicFact, ...]:
    """What is done for people first, then what is there."""
    shown = [BY_CODE[code] for code in in_order(version.facilities) if BY_CODE[code].is_public]
    services = "、".join(each.label for each in shown if each.group == SERVICES)
    things = "、".join(each.label for each in shown if each.group != SERVICES)
    facts = (PublicFact(GROUPS[SERVICES], services), PublicFact("设施", things))
    return tuple(fact for fact in facts if fact.value)


def _hours(version: SiteVersion, now: datetime, announced: Announced) -> tuple[HoursLine, ...]:
    """The week and its exceptions, days with other hours by notice among them; closures are told at the door."""
    hours = announced.hours_over(hours_of(version.hours), now.date())
    if hours is None:
        return ()
    lines = describe(hours.with_exceptions(*announced.days), now.date())
    if announced.seasons is None:
        return tuple(lines)
    return tuple(HoursLine(of_classes(line.label), line.text) for line in lines)


def _pin(version: SiteVersion) -> Point | None:
    if version.lat is None or version.lng is None:
        return None
    return Point(float(version.lat), float(version.lng))


def _photo(photo: SitePhoto) -> PublicPhoto:
    file = photo.attachment
    return PublicPhoto(str(file.pk), photo.get_slot_display(), file.width, file.height)
