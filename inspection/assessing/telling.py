"""Who is told that an assessment waits for him?"""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse

from accounts.roles import Role
from accounts.selectors import people_with_role
from core.actor import Actor
from core.outbox import owe
from inspection.models import Assessment, AssessmentState

#: Who acts in a state; an assessment that is concluded is told to who keeps the site.
_WAITS_FOR = {
    AssessmentState.OWN: Role.KEEPER,
    AssessmentState.DISTRICT: Role.DISTRICT,
    AssessmentState.CITY: Role.CITY,
    AssessmentState.CONCLUDED: Role.KEEPER,
}


def tell_next(row: Assessment, actor: Actor, now: datetime, note: str = "") -> None:
    """The office that acts now hears of it with the next digest; whoever caused it is not told."""
    role = _WAITS_FOR.get(AssessmentState(row.state))
    if role is None:
        return
    site = row.site
    subject = f"{site}:{row.get_purpose_display()}{row.state_label}" + (f"({note})" if note else "")
    url = reverse("assessment", args=[row.number])
    for person in people_with_role(site.union_path, role, site_types=[site.site_type], on=now.date()):
        if person.pk != actor.id:
            key = f"assessment:{row.pk}:{row.revision}:{person.pk}"
            owe(person.pk, subject, key=key, now=now, url=url, address=person.email)
