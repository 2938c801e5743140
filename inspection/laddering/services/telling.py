"""Who is told of a consequence? Those who keep the site, those who sign it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime

from django.urls import reverse

from accounts.models import User
from accounts.roles import Role
from accounts.selectors import people_over, people_who_decide, people_with_role
from core.actor import Actor
from core.outbox import Owed, owe, owe_each
from inspection.laddering.policy import SIGNERS
from inspection.models import Consequence
from sites.models import ServiceSite, SiteKeeper

#: Roles over the union of a site that hear what its keeper hears.
KEEPING = (Role.KEEPER, Role.DISTRICT)


def tell_keepers(row: Consequence, what: str, actor: Actor, now: datetime, *, urgent: bool = True) -> None:
    """Single keepers, keepers of the primary union, and the district that may act for them."""
    site = row.site
    people = list(User.objects.filter(is_active=True, pk__in=site.keepers.values("user")))
    for role in KEEPING:
        people += people_with_role(site.union_path, role, site_types=[site.site_type], on=now.date())
    _tell(people, row, what, actor, now, urgent=urgent)


def tell_keepers_each(told: Sequence[tuple[Consequence, str]], actor: Actor, now: datetime) -> None:
    """The same people, of many sites at once, with the letter of the next morning."""
    single: dict[int, list[User]] = defaultdict(list)
    kept = SiteKeeper.objects.filter(site__in=[row.site_id for row, _ in told], user__is_active=True)
    for keeper in kept.select_related("user").order_by("user_id"):
        single[keeper.site_id].append(keeper.user)
    over = people_over({(row.site.union_path, row.site.site_type) for row, _ in told}, KEEPING, now.date())
    owed = []
    for row, what in told:
        above = over[row.site.union_path, row.site.site_type]
        people = {person.pk: person for person in (*single[row.site_id], *above)}
        owed += [
            Owed(
                person.pk,
                f"{row.site}:{what}",
                _key(row, "keeps", person),
                person.email,
                page_of(row, row.site),
            )
            for person in people.values()
            if person.pk != actor.id
        ]
    owe_each(owed, now=now)


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
                key=_key(row, whose, person),
                now=now,
                url=page_of(row, row.site),
                address=person.email,
                urgent=urgent,
            )


def _key(row: Consequence, whose: str, person: User) -> str:
    return f"consequence:{row.pk}:{row.revision}:{whose}:{person.pk}"


def page_of(row: Consequence, site: ServiceSite) -> str:
    """A reminder has no page of its own: it leads to the file of the site."""
    if row.earliest_on is None:
        return reverse("site-file", args=[site.code])
    return reverse("consequence", args=[row.pk])
