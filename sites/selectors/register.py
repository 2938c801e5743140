"""Which sites does somebody see, narrowed by what, in which order?"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.db.models import Case, F, QuerySet, When

from accounts.reach import managed
from accounts.roles import Role
from core.actor import Actor
from core.search_text import matching
from sites.codes import is_valid_code, normalise_code
from sites.models import (
    ServiceSite,
)
from sites.policy import COLUMNS, SITES
from sites.search_tokens import facility_token
from sites.vocabulary import IN_USE, SiteState

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
    """One site by its code, however that was typed, if within reach; what cannot be a code belongs to none."""
    if not is_valid_code(code):  # it may hold what a database does not take
        return None
    rows = SITES.visible_to(actor).select_related(
        "managing_union", "district", "version", "version__district"
    )
    rows = rows.defer("search", "public_search", "managing_union__search")
    return rows.filter(code=normalise_code(code)).first()


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
