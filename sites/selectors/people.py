"""Who keeps a site, who answers for it, and which body gave it its room?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import DateField, Q, QuerySet, TextField, Value
from django.db.models.functions import Cast

from accounts.models import RoleGrant, User
from accounts.reach import managed
from accounts.roles import WORKERS, Role
from core.actor import Actor
from sites.models import (
    HostAgreement,
    ServiceSite,
    SiteKeeper,
    SiteVersion,
)
from sites.policy import COLUMNS, SITES
from sites.vocabulary import IN_USE

#: Columns of the person who answers for a site, and how many such persons are offered at once.
MANAGER = ("manager_name", "manager_post", "manager_phone")
MOST_MANAGERS = 6


@dataclass(frozen=True)
class Keeping:
    """Who keeps a site: named for it on a day, or, without one, for all sites of its union."""

    name: str
    office_phone: str
    since: date | None = None


def keeping(site: ServiceSite, day: date) -> list[Keeping]:
    """Those named for the site first; nobody twice. One statement."""
    person = ("user_id", "user__name", "user__office_phone")
    named = site.keepers.filter(user__is_active=True).order_by().values_list(*person, "since")
    granted = grants_to_keep(site, day).values_list(*person, Value(None, DateField()))
    found: dict[int, Keeping] = {}
    for key, name, phone, since in sorted(named.union(granted), key=lambda row: (row[3] or date.max, row[0])):
        found.setdefault(key, Keeping(name, phone, since))
    return list(found.values())


def grants_to_keep(site: ServiceSite, day: date) -> QuerySet[RoleGrant]:
    """Grants by which somebody keeps the sites of its union, or those of its type."""
    parts = site.union_path.split(".")
    above = [".".join(parts[:count]) + "." for count in range(1, len(parts))]
    grants = valid_grants(day).filter(role=Role.KEEPER, union__path__in=above)
    kinds = grants.annotate(kinds=Cast("site_types", TextField()))
    return kinds.filter(Q(site_types=[]) | Q(kinds__contains=f'"{site.site_type}"'))


def valid_grants(day: date) -> QuerySet[RoleGrant]:
    """Grants of active people that hold on a day and open data."""
    grants = RoleGrant.objects.filter(can_data=True, user__is_active=True)
    return grants.filter(Q(valid_until=None) | Q(valid_until__gte=day))


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
    rows = HostAgreement.objects.filter(managed(actor, columns, WORKERS), ends_on__range=(after, until))
    return rows.filter(site__state__in=IN_USE).select_related("site").order_by("ends_on", "pk")


def managers_known_to(actor: Actor, site: ServiceSite) -> list[tuple[str, str, str]]:
    """Who answers for the managing union's other sites within reach, as the register has it: name, post, office number."""
    others = SITES.visible_to(actor).filter(managing_union=site.managing_union_id, state__in=IN_USE)
    rows = SiteVersion.objects.filter(pk__in=others.exclude(pk=site.pk).values("version"))
    rows = rows.exclude(manager_name="").order_by(*MANAGER)
    return list(rows.values_list(*MANAGER).distinct()[:MOST_MANAGERS])
