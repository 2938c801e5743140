"""What pages, services and scoring read about visits to sites in use."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from accounts.reach import covered
from core.actor import Actor
from inspection.models import OF_SITES_IN_USE, DoorFound, InspectionPhoto, Visit
from inspection.visiting.policy import VISITORS, VISITS
from rulebook.selectors import load_calendar
from sites.announced import Announced
from sites.door import Doors, hours_of, text_of
from sites.models import Attachment, OperatingNotice, ServiceSite, SiteVersion
from sites.policy import COLUMNS
from sites.selectors import announced_in, seasons_on
from sites.vocabulary import IN_USE, LASTING

_UNREAD = ("site__search", "site__public_search", "site__managing_union__search")


def visit_within(actor: Actor, key: int) -> Visit | None:
    """One visit to a site in use, if within reach."""
    rows = VISITS.visible_to(actor).filter(kind__in=OF_SITES_IN_USE)
    related = ("site", "site__district", "site__managing_union", "drawn__spot_check")
    return rows.select_related(*related).defer(*_UNREAD).filter(pk=key).first()


def visits_within(
    actor: Actor, *, kind: str = "", site_type: str = "", district: str = "", words: str = ""
) -> QuerySet[Visit]:
    """Visits to sites in use within reach, the latest first."""
    exact = {"kind": kind, "site__site_type": site_type, "site__district_id": district}
    rows = VISITS.visible_to(actor).filter(kind__in=OF_SITES_IN_USE)
    rows = rows.filter(**{name: value for name, value in exact.items() if value})
    if words:
        rows = rows.filter(site__name__icontains=words)
    related = ("site", "site__district", "site__managing_union")
    return rows.select_related(*related).defer(*_UNREAD).order_by("-held_on", "-id")


def visits_about(actor: Actor, site: ServiceSite) -> QuerySet[Visit]:
    rows = VISITS.visible_to(actor).filter(site=site, kind__in=OF_SITES_IN_USE)
    return rows.order_by("-held_on", "-id")


def found_wanting(actor: Actor, since: datetime) -> QuerySet[Visit]:
    """Visits that found something, and no order was given on them."""
    rows = VISITS.visible_to(actor).filter(kind__in=OF_SITES_IN_USE, verdict="fix")
    rows = rows.filter(recorded_at__gte=since, rectifications=None, site__state__in=IN_USE)
    return rows.select_related("site", "site__district").order_by("-held_on", "-id")


def photos_of_visit(visit: Visit) -> list[InspectionPhoto]:
    rows = visit.photos.select_related("attachment").filter(attachment__erased_at=None)
    return list(rows)


def picture_of_visit(visit: Visit, key: UUID) -> Attachment | None:
    rows = Attachment.objects.filter(pk=key, erased_at=None, inspection_photos__visit=visit)
    return rows.first()


def sites_to_visit(actor: Actor, words: str) -> QuerySet[ServiceSite]:
    """Sites in use that the person may look at, by name."""
    rows = ServiceSite.objects.filter(covered(actor, COLUMNS, VISITORS), state__in=IN_USE)
    if words:
        rows = rows.filter(Q(name__icontains=words) | Q(code__iexact=words))
    return rows.select_related("district").order_by("name", "id")


def has_hours(site: ServiceSite, moment: datetime) -> bool:
    seasons = seasons_on(site, moment)
    return bool(seasons) if seasons is not None else hours_of(_hours_at(site, moment)) is not None


def was_due_open(site: ServiceSite, moment: datetime) -> bool:
    """Whether the public had been told that the door would be open: by the hours, and by seasons and notices before the moment."""
    doors = Doors(load_calendar(), moment)
    return doors.is_open(text_of(_hours_at(site, moment)), _told_by(site, moment))


def _hours_at(site: ServiceSite, moment: datetime) -> Any:
    """As they were registered at the moment: what was changed since neither excuses nor accuses."""
    decided = SiteVersion.objects.filter(site=site, decided_at__lte=moment).order_by("-decided_at", "-id")
    version = decided.only("hours").first() or site.version
    return version.hours if version else None


def _told_by(site: ServiceSite, moment: datetime) -> Announced:
    rows = OperatingNotice.objects.filter(
        Q(ends_at=None) | Q(ends_at__gt=moment),
        site=site,
        kind__in=LASTING,
        published_at__lte=moment,
        starts_at__lte=moment,
    )
    return replace(announced_in(rows), seasons=seasons_on(site, moment))


def closed_doors(sites: Iterable[int], first: date, last: date) -> Counter[int]:
    """How often visits between these days found each door closed without notice."""
    rows = Visit.objects.filter(door=DoorFound.CLOSED, held_on__gte=first, held_on__lte=last)
    return Counter(rows.filter(site_id__in=list(sites)).values_list("site_id", flat=True))
