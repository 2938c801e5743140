"""Who keeps a site, who answers for it, and which body gave it its room?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from django.db.models import QuerySet

from accounts.models import User
from accounts.reach import managed
from accounts.roles import WORKERS
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
    rows = HostAgreement.objects.filter(managed(actor, columns, WORKERS), ends_on__range=(after, until))
    return rows.filter(site__state__in=IN_USE).select_related("site").order_by("ends_on", "pk")


def managers_known_to(actor: Actor, site: ServiceSite) -> list[tuple[str, str, str]]:
    """Who answers for the managing union's other sites within reach, as the register has it: name, post, office number."""
    others = SITES.visible_to(actor).filter(managing_union=site.managing_union_id, state__in=IN_USE)
    rows = SiteVersion.objects.filter(pk__in=others.exclude(pk=site.pk).values("version"))
    rows = rows.exclude(manager_name="").order_by(*MANAGER)
    return list(rows.values_list(*MANAGER).distinct()[:MOST_MANAGERS])
