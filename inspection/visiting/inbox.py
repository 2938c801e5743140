"""Which visits found something that nobody has decided on, and which drawn sites wait for this person?"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.urls import reverse

from accounts.reach import holds
from accounts.roles import Role
from core.actor import Actor
from core.registry import Inbox, InboxItem
from inspection.spot_checks.selectors import is_named, to_inspect
from inspection.visiting.selectors import found_wanting

#: What was found longer ago stands in the list of visits alone.
RECENT = timedelta(days=60)
MOST_LINES = 20


def visits_inbox(actor: Actor, now: datetime) -> Inbox:
    """For the district: visits that found something. For inspectors: the sites that they were drawn for."""
    return Inbox(waiting=[*_found(actor, now), *_drawn(actor)])


def _found(actor: Actor, now: datetime) -> list[InboxItem]:
    if not holds(actor, Role.DISTRICT):
        return []
    return [
        InboxItem(
            title=str(visit.site),
            url=reverse("visit", args=[visit.pk]),
            reason=f"{visit.get_kind_display()}发现问题,请决定是否下达整改通知",
            tag=f"{visit.site.type_label} · {visit.site.district.name}",
            at=visit.recorded_at,
        )
        for visit in found_wanting(actor, now - RECENT)[:MOST_LINES]
    ]


def _drawn(actor: Actor) -> list[InboxItem]:
    if not holds(actor, Role.DISTRICT, Role.CITY):
        return []
    return [
        InboxItem(
            title=str(row.site),
            url=reverse("drawn-visit", args=[row.spot_check_id, row.position]),
            reason=f"{row.spot_check.title}:您被抽为检查人员,请到现场检查后登记",
            tag=f"{row.site.type_label} · {row.site.district.name}",
            at=row.spot_check.drawn_at,
        )
        for row in to_inspect(actor)
        if is_named(actor, row)
    ][:MOST_LINES]
