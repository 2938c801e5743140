"""What pages, the API and services read about sites."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, TextField, When
from django.db.models.functions import Cast

from accounts.models import User
from accounts.reach import managed
from accounts.roles import Role
from core.actor import Actor
from core.canonical import digest
from core.search_text import matching, query_tokens
from sites.announced import NOTHING, Announced, Closure
from sites.codes import is_valid_code, normalise_code
from sites.hours import DayException, Interval
from sites.models import (
    Attachment,
    HostAgreement,
    OperatingNotice,
    ServiceSite,
    SiteKeeper,
    SitePhoto,
    SiteVersion,
)
from sites.models.site import STANDS
from sites.policy import COLUMNS, SITES
from sites.search_tokens import facility_token
from sites.site_type import SiteType
from sites.supplies import SupplyTold, in_order
from sites.vocabulary import IN_USE, LASTING, Access, NoticeKind, SiteState

#: Columns of a version that are no facts of the site.
_BOOKKEEPING = frozenset({"id", "site_id", "number", "created_at", "decided_at", "origin", "base_id"})

#: Columns of the person who answers for a site, and how many such persons are offered at once.
MANAGER = ("manager_name", "manager_post", "manager_phone")
MOST_MANAGERS = 6

#: A filing number as typed: parts of letters and digits with hyphens between.
_NUMBER = re.compile(r"[A-Za-z0-9]{2,12}(-[A-Za-z0-9]{1,12}){2,4}")

#: Orders of the register by the name in the address; a leading hyphen turns one round.
SORTS = {
    "updated": ("updated_at", "id"),
    "-updated": ("-updated_at", "-id"),
    "name": ("name", "id"),
    "-name": ("-name", "-id"),
    "filed": ("filed_on", "id"),
    "-filed": ("-filed_on", "-id"),
}
LATEST_FIRST = "-updated"


@dataclass(frozen=True)
class SiteFilter:
    """What a list is narrowed to; empty means all."""

    words: str = ""
    site_type: str = ""
    district: str = ""
    state: str = ""
    access: str = ""
    facilities: tuple[str, ...] = ()
    sort: str = LATEST_FIRST


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return str(value)
    return value.isoformat() if isinstance(value, date | datetime) else value


def facts_of(version: SiteVersion) -> dict[str, Any]:
    """All facts as values that canonical JSON takes, photos by their digests."""
    photos = version.photos.values_list("slot", "attachment__sha256").order_by("slot", "position", "id")
    return {**_columns_of(version), "photos": [list(pair) for pair in photos]}


def _columns_of(version: SiteVersion) -> dict[str, Any]:
    return {
        field.attname: _plain(getattr(version, field.attname))
        for field in version._meta.concrete_fields
        if field.attname not in _BOOKKEEPING
    }


def facts_digest(version: SiteVersion) -> str:
    """SHA-256 over all facts of the version; the receipt carries it."""
    return digest(facts_of(version))


def digest_without_photos(version: SiteVersion) -> str:
    """The same of a version that has no pictures, without asking for them."""
    return digest({**_columns_of(version), "photos": []})


def narrowed(rows: QuerySet[ServiceSite], by: SiteFilter) -> QuerySet[ServiceSite]:
    """Apply a filter; each part is an indexed column."""
    exact = {"site_type": by.site_type, "district_id": by.district, "state": by.state, "access": by.access}
    rows = rows.filter(**{name: value for name, value in exact.items() if value})
    if by.facilities:
        rows = rows.filter(search__tokens=" ".join(facility_token(code) for code in by.facilities))
    return matching(rows, by.words) if by.words.strip() else rows


def named(rows: QuerySet[ServiceSite], by: SiteFilter) -> QuerySet[ServiceSite]:
    """A code or a filing number typed into the search box names one site; other words are searched for."""
    if is_valid_code(by.words):
        return narrowed(rows.filter(code=normalise_code(by.words)), replace(by, words=""))
    if _NUMBER.fullmatch(by.words.strip()):
        return narrowed(rows.filter(filing_number=by.words.strip().upper()), replace(by, words=""))
    return narrowed(rows, by)


#: What one row of the register shows; the district comes as a word, ``district_name``.
_REGISTER_ROW = (
    *("code", "name", "filing_number", "site_type", "state", "access", "filed_on", "updated_at"),
    *("managing_union", "managing_union__name", "managing_union__short_name"),
)


def register_within(actor: Actor, by: SiteFilter) -> QuerySet[ServiceSite]:
    """The register as this person may see it: sites with a code, newest first unless sorted otherwise."""
    rows = SITES.visible_to(actor).exclude(state=SiteState.PLANNED)
    rows = named(rows, by).select_related("managing_union").only(*_REGISTER_ROW)
    rows = rows.annotate(district_name=F("district__name"))
    return rows.order_by(*SORTS.get(by.sort, SORTS[LATEST_FIRST]))


def site_within(actor: Actor, code: str) -> ServiceSite | None:
    """One site by its code, if within reach."""
    rows = SITES.visible_to(actor).select_related(
        "managing_union", "district", "version", "version__district"
    )
    rows = rows.defer("search", "public_search", "managing_union__search")
    return rows.filter(code=code).first()


def sites_kept_by(actor: Actor) -> QuerySet[ServiceSite]:
    """The sites in use that this person keeps, by name: single ones, and those of a primary union."""
    rows = ServiceSite.objects.filter(managed(actor, COLUMNS, [Role.KEEPER]), state__in=IN_USE)
    return rows.select_related("version", "district").order_by("name", "id")


def sites_in_use_managed_by(actor: Actor, roles: Iterable[str], words: str = "") -> QuerySet[ServiceSite]:
    """Sites in use over which this person holds one of the roles, narrowed by words, by name."""
    rows = ServiceSite.objects.filter(managed(actor, COLUMNS, roles), state__in=IN_USE)
    return (
        named(rows, SiteFilter(words=words))
        .select_related("district", "managing_union")
        .order_by("name", "id")
    )


def sites_like(actor: Actor, site_type: str, *, union_id: int | None = None) -> QuerySet[ServiceSite]:
    """Sites in use of one type that this person may read: those of the union first, then the last ones."""
    rows = SITES.visible_to(actor).filter(site_type=site_type, state__in=IN_USE)
    own = Case(When(managing_union=union_id, then=0), default=1)
    return rows.order_by(own, *SORTS[LATEST_FIRST])


def keepers_of(site: ServiceSite) -> QuerySet[SiteKeeper]:
    rows = site.keepers.select_related("user").order_by("since", "pk")
    return rows.only("site_id", "since", "user__name", "user__office_phone")


def keepers_by_site(keys: Iterable[int]) -> dict[int, list[User]]:
    """Active people who keep single sites, by the key of the site."""
    found: dict[int, list[User]] = {}
    rows = SiteKeeper.objects.filter(site_id__in=list(keys), user__is_active=True).select_related("user")
    for row in rows.order_by("pk"):
        found.setdefault(row.site_id, []).append(row.user)
    return found


def agreements_of(site: ServiceSite) -> QuerySet[HostAgreement]:
    """With the bodies that own the room, the latest end first."""
    return site.agreements.order_by("-ends_on", "-pk")


def agreements_ending(actor: Actor, *, after: date, until: date) -> QuerySet[HostAgreement]:
    """Agreements of sites in use, managed by this person's branch, that end within these days."""
    columns = replace(COLUMNS, **{name: f"site__{value}" for name, value in vars(COLUMNS).items()})
    rows = HostAgreement.objects.filter(managed(actor, columns), ends_on__range=(after, until))
    return rows.filter(site__state__in=IN_USE).select_related("site").order_by("ends_on", "pk")


def _publicly_found(rows: QuerySet[ServiceSite], words: str) -> QuerySet[ServiceSite]:
    """Without those that only a word for the staff has found; a narrowed look at what the index gave."""
    if not words.strip():
        return rows
    return rows.filter(Q(public_search="") | Q(public_search__tokens=" ".join(query_tokens(words))))


def listed_sites(by: SiteFilter) -> QuerySet[ServiceSite]:
    """What the public finder lists: sites in use whose extent is public."""
    rows = ServiceSite.objects.filter(is_listed=True, state__in=IN_USE)
    return (
        _publicly_found(narrowed(rows, by), by.words)
        .select_related("version")
        .order_by("district_id", "site_type", "name", "id")
    )


_HOURS_TEXT = Cast("version__hours", TextField())

#: What one row of the finder shows.
_ROW = (
    *("code", "site_type", "state", "access", "name", "confirmed_on", "is_sample"),
    *("version", "version__address", "version__access", "version__entry"),
    "version__public_phone",
)


def sites_by_key(keys: Iterable[int]) -> dict[int, ServiceSite]:
    """Rows of the finder by key."""
    return as_rows(ServiceSite.objects.select_related("version")).in_bulk(list(keys))


def as_rows(sites: QuerySet[ServiceSite]) -> QuerySet[ServiceSite]:
    """No more columns than are shown. ``is_announced``: whether there is anything to ask ``announced_for``;
    ``hours_text``: the stored hours, unread; ``district_name``: a word, where a row object each would cost more."""
    return sites.only(*_ROW).annotate(
        hours_text=_HOURS_TEXT,
        district_name=F("district__name"),
        is_announced=Exists(_standing().filter(site=OuterRef("pk"))),
    )


def maybe_open(rows: QuerySet[ServiceSite], now: datetime) -> QuerySet[ServiceSite]:
    """Without those that cannot be open to the public whatever the hour; ``hours_text`` is their stored hours.

    Closures count from their first minute to their last, whether or not the register has followed.
    """
    closures = _standing().filter(site=OuterRef("pk"), kind=NoticeKind.CLOSURE)
    in_force = closures.filter(starts_at__lte=now).filter(Q(ends_at=None) | Q(ends_at__gt=now))
    reopened = Q(state=SiteState.SUSPENDED) & Exists(closures.filter(ends_at__lte=now))
    rows = rows.filter(Q(state__in=(SiteState.OPEN, SiteState.RECTIFYING)) | reopened)
    rows = rows.filter(~Exists(in_force), version__hours__isnull=False).exclude(access=Access.OWN_STAFF)
    return rows.annotate(hours_text=_HOURS_TEXT)


def _standing() -> QuerySet[OperatingNotice]:
    """Closures and one-off hours that are announced or in force, and those the register has not followed yet."""
    return OperatingNotice.objects.filter(over_at=None, kind__in=LASTING).order_by("published_at", "pk")


def announced_for(keys: Iterable[int]) -> dict[int, Announced]:
    """What is announced of these sites; sites without an announcement are not in it."""
    wanted = list(keys)
    if not wanted:
        return {}
    rows = _standing().filter(site_id__in=wanted)
    return _announced(rows.values_list("site_id", "kind", "starts_at", "ends_at", "reason", "hours"))


def managers_known_to(actor: Actor, site: ServiceSite) -> list[tuple[str, str, str]]:
    """Who answers for the managing union's other sites within reach, as the register has it: name, post, office number."""
    others = SITES.visible_to(actor).filter(managing_union=site.managing_union_id, state__in=IN_USE)
    rows = SiteVersion.objects.filter(pk__in=others.exclude(pk=site.pk).values("version"))
    rows = rows.exclude(manager_name="").order_by(*MANAGER)
    return list(rows.values_list(*MANAGER).distinct()[:MOST_MANAGERS])


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
    return announced_for([site.pk]).get(site.pk, NOTHING)


def announced_in(standing: Iterable[OperatingNotice]) -> Announced:
    """The same from the standing notices of one site, read already, the latest first."""
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


def public_site(code: str) -> ServiceSite | None:
    """A site behind its door code: any that has a code, also suspended and cancelled ones.

    Notices are asked for where there is one that stands.
    """
    related = ("version", "version__district", "district", "managing_union")
    told = Exists(OperatingNotice.objects.filter(STANDS, site=OuterRef("pk")))
    site = ServiceSite.objects.select_related(*related).annotate(is_told=told).filter(code=code).first()
    if site is not None and not site.is_told:
        site.standing_notices = []
    return site


def photos_of(version: SiteVersion) -> QuerySet[SitePhoto]:
    return version.photos.filter(attachment__erased_at=None).select_related("attachment")


def published_photo(code: str, key: UUID) -> SitePhoto | None:
    """A picture that the site's public page shows; every other picture is not found."""
    rows = SitePhoto.objects.filter(
        attachment_id=key, version__site__code=code, version_id=F("version__site__version")
    )
    rows = rows.filter(version__site__state__in=IN_USE, version__is_sensitive=False)
    return rows.exclude(version__access=Access.OWN_STAFF).select_related("attachment").first()


def is_published(site: ServiceSite, version: SiteVersion) -> bool:
    """Whether the public page of the site shows the pictures of this version; ``published_photo`` asks the same."""
    shows = site.version_id == version.pk and not version.is_sensitive
    return shows and site.state in IN_USE and version.access != Access.OWN_STAFF


def attachment_within(actor: Actor, key: str) -> Attachment | None:
    """A stored file, if it belongs to a site within reach."""
    sites = SITES.visible_to(actor)
    return Attachment.objects.filter(pk=key, site_photos__version__site__in=sites).first()
