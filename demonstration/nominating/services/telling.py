"""Who is told what became of a nomination? Nobody behind the wall of a conflict, and not the one who caused it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.urls import reverse

from accounts.models import User
from accounts.roles import Role
from accounts.selectors import people_with_role
from core.actor import Actor
from core.outbox import owe
from demonstration.models import Conflict, Nomination
from demonstration.nominating.policy import branch_role
from sites.selectors import keepers_by_site


def tell_branch(row: Nomination, what: str, actor: Actor, now: datetime) -> None:
    """The officers who check and recommend."""
    people = people_with_role(
        row.branch.path or "", branch_role(row), site_types=[row.site_type], on=now.date()
    )
    _tell(row, people, what, actor, now)


def tell_site(row: Nomination, what: str, actor: Actor, now: datetime, mark: str = "") -> None:
    """Who keeps the site, by a grant over its union or as the keeper of this one.

    ``mark`` parts two messages about the same revision.
    """
    path = row.site.union_path
    granted = people_with_role(path, Role.KEEPER, site_types=[row.site_type], on=now.date())
    _tell(row, [*granted, *keepers_by_site([row.site_id]).get(row.site_id, [])], what, actor, now, mark)


def _tell(
    row: Nomination, people: Iterable[User], what: str, actor: Actor, now: datetime, mark: str = ""
) -> None:
    walled = set(Conflict.objects.filter(nomination=row).values_list("user_id", flat=True))
    subject = f"{row.site}《{row.round.title}》申报:{what}"
    url = reverse("nomination", args=[row.number])
    for person in {person.pk: person for person in people}.values():
        if person.pk != actor.id and person.pk not in walled:
            key = f"nomination:{row.pk}:{row.revision}{mark}:{person.pk}"
            owe(person.pk, subject, key=key, now=now, url=url, address=person.email)
