"""Which sites has nobody to keep, and which unions nobody to work for them? Seen as it is, not as it was on a past day."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import (
    CharField,
    DateField,
    Exists,
    ExpressionWrapper,
    F,
    IntegerField,
    Max,
    OuterRef,
    Q,
    QuerySet,
    Value,
)

from accounts.models import RoleGrant, Union, UnionKind
from accounts.roles import Role
from sites.models import ServiceSite, SiteKeeper
from sites.selectors.people import grants_to_keep, valid_grants
from sites.vocabulary import IN_USE
from sites.watched.ruled import Ruling, watched_sites

#: Unions below the city that manage sites by officers of their own.
BRANCHES = (
    *(UnionKind.DISTRICT, UnionKind.INDUSTRY, UnionKind.ENTERPRISE, UnionKind.ORGANS, UnionKind.ZONE),
)


def without_keeper(day: date) -> QuerySet[Any]:
    """Sites with neither an active keeper of their own nor one who keeps the sites of their union."""
    own = SiteKeeper.objects.filter(site=OuterRef("pk"), user__is_active=True)
    rows = watched_sites(Ruling.on(day)).filter(~Exists(own)).exclude(_kept_by_grant(day))
    return rows.annotate(began_on=Value(day, DateField()))


def unkept(site: ServiceSite, day: date) -> QuerySet[ServiceSite]:
    """This one site, if nobody keeps it: the same question without a statement for the grants of some types."""
    own = SiteKeeper.objects.filter(site=OuterRef("pk"), user__is_active=True)
    granted = grants_to_keep(site, day)
    return ServiceSite.objects.filter(~Exists(own), ~Exists(granted), pk=site.pk).order_by("pk")


def _kept_by_grant(day: date) -> Q:
    """Whose union has a keeper for all its sites, or for those of this type."""
    grants = valid_grants(day).filter(role=Role.KEEPER)
    found = Q(managing_union__in=Union.objects.filter(_over_them(grants.filter(site_types=[]))).values("pk"))
    for path, kinds in grants.exclude(site_types=[]).values_list("union__path", "site_types"):
        found |= Q(union_path__startswith=path, site_type__in=kinds)
    return found


def _over_them(grants: QuerySet[RoleGrant]) -> Exists:
    """One of these grants is for the union of the outer row or for one above it."""
    path = ExpressionWrapper(OuterRef("path"), output_field=CharField())
    return Exists(grants.annotate(below=path).filter(below__startswith=F("union__path")))


def keepers_named(day: date) -> QuerySet[Any]:
    """Since when somebody keeps each site."""
    rows = SiteKeeper.objects.order_by().values(subject=F("site_id"))
    return rows.annotate(touched_on=Max("since"))


def without_officer(day: date) -> QuerySet[Any]:
    """Cities and branches over sites in use for which nobody holds the role that works on them."""
    path = ExpressionWrapper(OuterRef("path"), output_field=CharField())
    below = ServiceSite.objects.filter(state__in=IN_USE, union_path__startswith=path)
    grants = valid_grants(day)
    city = Q(kind=UnionKind.CITY) & ~Q(_over_them(grants.filter(role=Role.CITY)))
    branch = Q(kind__in=BRANCHES) & ~Q(_over_them(grants.filter(role=Role.DISTRICT)))
    rows = Union.objects.filter(Exists(below), city | branch, is_active=True, path__isnull=False)
    return rows.annotate(
        subject=F("pk"), pack_ref=Value(None, IntegerField()), began_on=Value(day, DateField())
    )
