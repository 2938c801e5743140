"""What do the door's pages read? Codes, stickers and counts of sites; whether they may be seen was asked of the site."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from typing import Any

from django.db.models import Q, QuerySet, Sum

from accounts.reach import managed
from accounts.roles import Role
from core.actor import Actor
from rulebook.choices import Counted
from rulebook.selectors import pack_in_force
from sites.at_door.odd import QUIET, OddScan
from sites.confirming import GROUPS, Confirmed, Standing, standings
from sites.facilities import BY_CODE
from sites.models import (
    CheckInCount,
    DoorCode,
    FactConfirmation,
    Fault,
    OddScanCount,
    ServiceSite,
    SiteVersion,
    Sticker,
    StickerSheet,
)
from sites.policy import COLUMNS
from sites.selectors import SiteFilter, named
from sites.vocabulary import IN_USE

#: Roles that may print stickers for what they manage.
PRINTERS = (Role.KEEPER, Role.STREET, Role.DISTRICT, Role.CITY)

#: Prints that a person sees of his own.
MOST_SHEETS = 20


def code_in_force(site: ServiceSite) -> DoorCode | None:
    return DoorCode.objects.filter(site=site, ended_at=None).first()


def code_by_mark(mark: str) -> DoorCode | None:
    """A code as it stands on a sticker, whether it still counts or not."""
    return DoorCode.objects.select_related("site").filter(mark=mark).first()


def printable(actor: Actor, by: SiteFilter | None = None) -> QuerySet[ServiceSite]:
    """Sites in use for which this person may print stickers, by name."""
    rows = ServiceSite.objects.filter(managed(actor, COLUMNS, PRINTERS), state__in=IN_USE)
    rows = named(rows, replace(by, sort="")) if by else rows
    return rows.select_related("district").order_by("name", "pk")


def sheets_of(actor: Actor) -> QuerySet[StickerSheet]:
    """What this person printed, the latest first."""
    return StickerSheet.objects.filter(actor_id=actor.key).order_by("-at", "-pk")[:MOST_SHEETS]


def sheet_of(actor: Actor, key: uuid.UUID) -> StickerSheet | None:
    return StickerSheet.objects.filter(actor_id=actor.key, pk=key).first()


def stickers_on(sheet: StickerSheet) -> QuerySet[Sticker]:
    """In their order, with code, site and who keeps it."""
    related = ("code__site__district", "code__site__managing_union", "code__site__version")
    return sheet.stickers.select_related(*related).order_by("position")


def last_print(code: DoorCode) -> StickerSheet | None:
    """When a sticker with this very code was last printed."""
    return StickerSheet.objects.filter(stickers__code=code).order_by("-at", "-pk").first()


def came_by_month(site: ServiceSite, year: int) -> dict[date, int]:
    """扫码人次 of each month of a year, by its first day."""
    rows = CheckInCount.objects.filter(site=site, day__range=(date(year, 1, 1), date(year, 12, 31)))
    found: dict[date, int] = {}
    for day, visits in rows.values_list("day", "visits"):
        month = day.replace(day=1)
        found[month] = found.get(month, 0) + visits
    return found


def came_on(site: ServiceSite, first: date, last: date) -> list[tuple[date, int, str, int]]:
    """Day, band, job and how many, of the days up to the last."""
    rows = CheckInCount.objects.filter(site=site, day__range=(first, last))
    return list(rows.order_by("day", "band", "trade").values_list("day", "band", "trade", "visits"))


def came_between(site: ServiceSite, first: date, last: date) -> int:
    rows = CheckInCount.objects.filter(site=site, day__range=(first, last))
    return rows.aggregate(all=Sum("visits"))["all"] or 0


def odd_lately(site: ServiceSite, today: date) -> dict[str, int]:
    """How often, by kind, scans of late were not as they should be; of taps at a shut door those by the code that counts."""
    rows = OddScanCount.objects.filter(code__site=site, day__gt=today - timedelta(days=QUIET), day__lte=today)
    rows = rows.filter(Q(kind=OddScan.OLD) | Q(code__ended_at=None)).order_by()
    return dict(rows.values("kind").annotate(all=Sum("times")).values_list("kind", "all"))


def open_faults(site: ServiceSite) -> QuerySet[Fault]:
    """What is broken and not yet mended, the oldest first."""
    return Fault.objects.filter(site=site, removed_at=None, fixed_on=None).order_by("reported_on", "pk")


def broken_at(site: ServiceSite, version: SiteVersion) -> list[tuple[str, date]]:
    """Public facilities of the version that are being mended, with the day on which that was reported first."""
    if not site.has_faults:
        return []
    rows = open_faults(site).exclude(facility="").values_list("facility", "reported_on")
    found: dict[str, date] = {}
    for code, day in rows:
        if code in version.facilities and code in BY_CODE and BY_CODE[code].is_public:
            found.setdefault(code, day)
    return [(BY_CODE[code].label, day) for code, day in found.items()]


def confirmations_of(site: ServiceSite) -> dict[str, Confirmed]:
    """The last confirmation of single groups, by their code."""
    if not site.has_confirmations:
        return {}
    rows = FactConfirmation.objects.filter(site=site)
    return {row.group: Confirmed(row.confirmed_on, row.office, row.source) for row in rows}


def whole_of(site: ServiceSite) -> Confirmed:
    """Who confirmed the whole file last, and when."""
    return Confirmed(site.confirmed_on, site.confirmed_by)


def spans_for(site: ServiceSite, on: date) -> dict[str, int]:
    """How many days each group of facts holds, by the measure in force: its own limit, else that of the whole file.

    A site that is gone owes nothing, as the watch has it.
    """
    measure = pack_in_force(site.union_path, site.kind.family, on) if site.state in IN_USE else None
    if measure is None:
        return {}
    days = {limit.code: limit.days for limit in measure.limits if limit.counted == Counted.DAYS}
    ruled = {group.code: [days[term] for term in group.terms if term in days] for group in GROUPS}
    return {code: spans[0] for code, spans in ruled.items() if spans}


def standing_facts(site: ServiceSite, on: date) -> list[Standing]:
    """How each group of facts stands today."""
    return standings(whole_of(site), confirmations_of(site), spans_for(site, on))


def confirmed_publicly(site: ServiceSite) -> list[Standing]:
    """What the public page tells: which group was confirmed last when and by whom."""
    found = standings(whole_of(site), confirmations_of(site))
    fact = partial(getattr, site.version)
    return [each for each in found if each.group.is_public and not each.group.is_empty(fact)]


def codes_by_site(sites: Iterable[int]) -> dict[int, DoorCode]:
    rows = DoorCode.objects.filter(site_id__in=list(sites), ended_at=None)
    return {row.site_id: row for row in rows}


def totals_by(rows: Iterable[tuple[date, int, str, int]], place: int) -> dict[Any, int]:
    """Counts of ``came_on`` added up by one of its columns."""
    found: dict[Any, int] = {}
    for row in rows:
        found[row[place]] = found.get(row[place], 0) + row[3]
    return found
