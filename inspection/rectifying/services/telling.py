"""Who is told of an order? The people who keep the site, those who look at it again, those above."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from accounts.models import User
from accounts.roles import Role
from accounts.selectors import people_who_decide, people_with_role
from core.actor import Actor
from core.addresses import address_of
from core.outbox import owe
from inspection.models import Rectification


def tell_menders(order: Rectification, what: str, actor: Actor, now: datetime) -> None:
    """Single keepers, keepers of the primary union, and the district that may answer for them."""
    site = order.site
    people = list(User.objects.filter(is_active=True, pk__in=site.keepers.values("user")))
    for role in (Role.KEEPER, Role.DISTRICT):
        people += people_with_role(site.union_path, role, site_types=[site.site_type], on=now.date())
    _tell(people, order, what, actor, now)


def tell_orderers(order: Rectification, what: str, actor: Actor, now: datetime) -> None:
    """The union that gave the order."""
    site = order.site
    people = people_with_role(site.union_path, order.ordered_as, site_types=[site.site_type], on=now.date())
    _tell(people, order, what, actor, now)


def tell_city(order: Rectification, what: str, actor: Actor, now: datetime) -> None:
    """Those in the city who decide."""
    site = order.site
    people = people_who_decide(site.union_path, roles=[Role.CITY], site_types=[site.site_type], on=now.date())
    _tell(people, order, what, actor, now)


def _tell(people: Iterable[User], order: Rectification, what: str, actor: Actor, now: datetime) -> None:
    """Once per move and person; whoever caused it is not told."""
    url = address_of("rectification", order.number)
    for person in {person.pk: person for person in people}.values():
        if person.pk != actor.id:
            key = f"rectification:{order.pk}:{order.revision}:{person.pk}"
            owe(
                person.pk,
                f"{order.site}:{what}",
                key=key,
                now=now,
                url=url,
                address=person.email,
                urgent=True,
            )
