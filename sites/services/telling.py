"""What every notice has in common: the step it is, the row it leaves, who hears of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from accounts.models import User
from accounts.roles import Role
from accounts.selectors import people_with_role
from core.actor import Actor
from core.outbox import owe
from core.workflow import Step
from sites.models import OperatingNotice, ServiceSite
from sites.services.closing import told_by
from sites.transitions import SITE
from sites.vocabulary import NoticeKind

#: Under this name the trail says what was told.
TOLD = "公告"


@dataclass(frozen=True)
class Sender:
    """Who tells it, when, and which revision of the site he looked at."""

    actor: Actor
    now: datetime
    seen: int | None = None


@contextmanager
def telling(site_id: int, kind: str, by: Sender, note: str = "") -> Iterator[Step[ServiceSite]]:
    """The step around every notice: right, state, freshness; the trail says which notice it was."""
    with SITE.step(
        site_id, "notify", actor=by.actor, now=by.now, seen=by.seen, note=note, updated_at=by.now
    ) as step:
        step.details["kind"] = str(kind)
        yield step


def write_notice(site: ServiceSite, kind: str, by: Sender, **columns: Any) -> OperatingNotice:
    """The row of a notice; one that does not last is over when it is told."""
    usual = {"starts_at": by.now, "over_at": by.now, "published_at": by.now}
    return OperatingNotice.objects.create(
        site=site, kind=kind, **{**usual, **told_by(site, by.actor), **columns}
    )


def tell_hearers(site: ServiceSite, notice: OperatingNotice, what: str, by: Sender) -> None:
    """The district learns of every notice, the keepers of what the district told for them."""
    kind = NoticeKind(notice.kind).label
    for person in _hearers(site, by.now):
        if person.pk != by.actor.id:
            owe(
                person.pk,
                f"{site}:{kind}",
                key=f"notice:{notice.pk}:{person.pk}",
                now=by.now,
                body=f"{notice.office}发布公告:{kind},{what}。",
                url=reverse("site-notices", args=[site.code]),
                address=person.email,
            )


def _hearers(site: ServiceSite, now: datetime) -> QuerySet[User]:
    district = people_with_role(site.union_path, Role.DISTRICT, site_types=[site.site_type], on=now.date())
    keepers = User.objects.filter(is_active=True, kept_sites__site=site)
    return User.objects.filter(
        pk__in={*district.values_list("pk", flat=True), *keepers.values_list("pk", flat=True)}
    )
