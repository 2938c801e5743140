"""Who is told of a consequence? Those who keep the site, those who sign it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.urls import reverse

from accounts.models import User
from accounts.roles import Role
from accounts.selectors import people_who_decide, people_with_role
from core.actor import Actor
from core.outbox import owe
from inspection.laddering.policy import SIGNERS
from inspection.models import Consequence
from sites.models import ServiceSite


def tell_keepers(row: Consequence, what: str, actor: Actor, now: datetime, *, urgent: bool = True) -> None:
    """Single keepers, keepers of the primary union, and the district that may act for them."""
    site = row.site
    people = list(User.objects.filter(is_active=True, pk__in=site.keepers.values("user")))
    for role in (Role.KEEPER, Role.DISTRICT):
        people += people_with_role(site.union_path, role, site_types=[site.site_type], on=now.date())
    _tell(people, row, what, actor, now, urgent=urgent)


def tell_signers(row: Consequence, what: str, actor: Actor, now: datetime, *, urgent: bool = True) -> None:
    site = row.site
    people = people_who_decide(
        site.union_path, roles=SIGNERS[row.action], site_types=[site.site_type], on=now.date()
    )
    _tell(people, row, what, actor, now, urgent=urgent, whose="signs")


def _tell(
    people: Iterable[User],
    row: Consequence,
    what: str,
    actor: Actor,
    now: datetime,
    *,
    urgent: bool,
    whose: str = "keeps",
) -> None:
    """Once per move and person; whoever caused it is not told."""
    for person in {person.pk: person for person in people}.values():
        if person.pk != actor.id:
            owe(
                person.pk,
                f"{row.site}:{what}",
                key=f"consequence:{row.pk}:{row.revision}:{whose}:{person.pk}",
                now=now,
                url=page_of(row, row.site),
                address=person.email,
                urgent=urgent,
            )


def page_of(row: Consequence, site: ServiceSite) -> str:
    """A reminder has no page of its own: it leads to the file of the site."""
    if row.earliest_on is None:
        return reverse("site-file", args=[site.code])
    return reverse("consequence", args=[row.pk])
