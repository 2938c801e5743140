"""Who is told of a report? The people who keep the site and the district that answers."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.urls import reverse

from accounts.models import User
from accounts.roles import Role
from accounts.selectors import people_with_role
from core.actor import Actor
from core.outbox import owe
from inspection.models import PublicReport


def tell_of_new(report: PublicReport, now: datetime) -> None:
    """Once a matter, however many tell of it."""
    people = [*_keepers(report, now), *_answerers(report, now)]
    _tell(people, report, f"收到{report},请核实", "new", None, now)


def tell_answerers(report: PublicReport, actor: Actor, now: datetime) -> None:
    what = f"{report}:阵地已说明情况,请答复反映人"
    _tell(_answerers(report, now), report, what, f"reply{report.revision}", actor, now)


def tell_keepers(report: PublicReport, actor: Actor, now: datetime) -> None:
    what = f"{report}已答复:{report.state_label}"
    _tell(_keepers(report, now), report, what, "answer", actor, now)


def tell_mended(report: PublicReport, actor: Actor, now: datetime) -> None:
    _tell(_keepers(report, now), report, f"{report}已确认改正", "mended", actor, now)


def _keepers(report: PublicReport, now: datetime) -> list[User]:
    site = report.site
    single = list(User.objects.filter(is_active=True, pk__in=site.keepers.values("user")))
    return single + list(_holding(report, Role.KEEPER, now))


def _answerers(report: PublicReport, now: datetime) -> list[User]:
    """The district of the branch; where it has nobody, the city, so that a report never lies unread until it is late."""
    return list(_holding(report, Role.DISTRICT, now)) or list(_holding(report, Role.CITY, now))


def _holding(report: PublicReport, role: str, now: datetime) -> Iterable[User]:
    site = report.site
    return people_with_role(site.union_path, role, site_types=[site.site_type], on=now.date())


def _tell(
    people: Iterable[User], report: PublicReport, what: str, mark: str, actor: Actor | None, now: datetime
) -> None:
    """Once per person; whoever caused it is not told."""
    url = reverse("report", args=[report.pk])
    for person in {person.pk: person for person in people}.values():
        if actor is None or person.pk != actor.id:
            owe(
                person.pk,
                f"{report.site}:{what}",
                key=f"report:{report.pk}:{mark}:{person.pk}",
                now=now,
                url=url,
                address=person.email,
                urgent=True,
            )
