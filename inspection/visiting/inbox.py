"""Which visits found something that nobody has decided on, and which drawn sites wait for this person?"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from django.urls import reverse

from accounts.reach import holds
from accounts.roles import Role
from core.actor import Actor
from core.clock import start_of
from core.registry import Inbox, InboxItem, InboxList, Reader
from inspection.models import DrawnSite, Visit
from inspection.spot_checks.selectors import is_named, to_inspect
from inspection.visiting.selectors import found_wanting

#: What was found longer ago stands in the list of visits alone.
RECENT = timedelta(days=60)
MOST_LINES = 20
#: Sites of draws that name the person at all; on which of them he was drawn himself stands in the rows.
MOST_DRAWN = 500


def visits_inbox(actor: Actor, today: date) -> Iterable[InboxList]:
    """For the district: visits that found something. For inspectors: the sites that they were drawn for."""
    if holds(actor, Role.DISTRICT):
        yield InboxList(found_wanting(actor, start_of(today) - RECENT), _found, MOST_LINES)
    if holds(actor, Role.DISTRICT, Role.CITY):
        yield InboxList(to_inspect(actor), _drawn, MOST_DRAWN)


def _found(reader: Reader, visits: list[Visit]) -> Inbox:
    return Inbox(
        waiting=[
            InboxItem(
                title=str(visit.site),
                url=reverse("visit", args=[visit.pk]),
                reason=f"{visit.get_kind_display()}发现问题,请决定是否下达整改通知",
                tag=f"{visit.site.type_label} · {visit.site.district.name}",
                at=visit.recorded_at,
            )
            for visit in visits
        ]
    )


def _drawn(reader: Reader, rows: list[DrawnSite]) -> Inbox:
    lines = [
        InboxItem(
            title=str(row.site),
            url=reverse("drawn-visit", args=[row.spot_check_id, row.position]),
            reason=f"{row.spot_check.title}:您被抽为检查人员,请到现场检查后登记",
            tag=f"{row.site.type_label} · {row.site.district.name}",
            at=row.spot_check.drawn_at,
        )
        for row in rows
        if is_named(reader.actor, row)
    ]
    return Inbox(waiting=lines[:MOST_LINES])
