"""Who is told what became of a title or of a request to look again? Those who keep the site, and nobody behind a wall."""

from __future__ import annotations

from datetime import datetime

from accounts.models import User
from accounts.roles import Role
from accounts.selectors import people_with_role
from core.actor import Actor
from core.addresses import address_of
from core.outbox import owe
from demonstration.models import Appeal, Conflict, Designation
from sites.models import ServiceSite
from sites.selectors import keepers_by_site


def tell_of_title(row: Designation, what: str, actor: Actor, now: datetime) -> None:
    """Keepers and the district."""
    key = f"title:{row.pk}:{row.revision}"
    subject = f"{row.site_name}“{row.name}”:{what}"
    _tell(row.site, row.nomination_id, subject, key, address_of("title", row.number), actor, now)


def tell_of_appeal(row: Appeal, what: str, actor: Actor, now: datetime) -> None:
    about = row.nomination_id or (row.event.designation.nomination_id if row.event else None)
    key = f"appeal:{row.pk}:{row.revision}"
    subject = f"{row.site} 申请复核 {row.number}:{what}"
    _tell(row.site, about, subject, key, address_of("appeal", row.number), actor, now)


def _tell(
    site: ServiceSite,
    nomination_id: int | None,
    subject: str,
    key: str,
    url: str,
    actor: Actor,
    now: datetime,
) -> None:
    people: list[User] = [
        *people_with_role(site.union_path, Role.KEEPER, site_types=[site.site_type], on=now.date()),
        *people_with_role(site.union_path, Role.DISTRICT, site_types=[site.site_type], on=now.date()),
        *keepers_by_site([site.pk]).get(site.pk, []),
    ]
    walled = set(Conflict.objects.filter(nomination=nomination_id).values_list("user_id", flat=True))
    for person in {person.pk: person for person in people}.values():
        if person.pk != actor.id and person.pk not in walled:
            owe(person.pk, subject, key=f"{key}:{person.pk}", now=now, url=url, address=person.email)
