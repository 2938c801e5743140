"""Which lists of existing sites wait for this person: for a signature, or to be completed? Lines for the desk."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse

from accounts.reach import holds
from accounts.roles import Role
from core.actor import Actor
from core.registry import Inbox, InboxItem
from filing.imports.selectors.enrolling import (
    lists_returned_to,
    lists_to_complete,
    sees_existing,
    waiting_to_sign,
)

#: More lines than this help nobody on a desk.
MOST_LINES = 10


def enrolments_inbox(actor: Actor, now: datetime) -> Inbox:
    """A list to sign or to put right waits; one whose sites lack something public comes soon."""
    if not holds(actor, Role.DISTRICT, Role.CITY) or not sees_existing(actor):
        return Inbox()
    waiting = [
        InboxItem(
            title=f"既有阵地入册{batch}",
            url=reverse("import-batch", args=[batch.pk]),
            reason=f"待签批,{batch.union.name}报送",
            tag=batch.state_label,
            at=batch.enrolment.proposed_at,
        )
        for batch in waiting_to_sign(actor, now)[:MOST_LINES]
    ]
    waiting += [
        InboxItem(
            title=f"既有阵地入册{batch}",
            url=reverse("import-batch", args=[batch.pk]),
            reason=f"已退回:{batch.enrolment.returned[:60]}",
            tag=batch.state_label,
        )
        for batch in lists_returned_to(actor)[:MOST_LINES]
    ]
    upcoming = [
        InboxItem(
            title=f"既有阵地入册{batch}",
            url=f"{reverse('import-batch', args=[batch.pk])}?show=lacking",
            reason=f"{batch.lacking} 处阵地待补全资料,补全前公众查询中不显示",  # type: ignore[attr-defined]  # annotated
            tag=batch.state_label,
        )
        for batch in lists_to_complete(actor)[:MOST_LINES]
    ]
    return Inbox(waiting=waiting, upcoming=upcoming)
