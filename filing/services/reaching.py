"""What follows when somebody posts to a case beyond reach? The answer is 404; the attempt stands in the trail."""

from __future__ import annotations

from datetime import datetime

from core.actor import Actor
from core.audit import record
from filing.models import Filing


def note_out_of_reach(number: str, *, actor: Actor, now: datetime) -> None:
    """Record the attempt on a case that exists; a number that nobody has leaves nothing."""
    filing = Filing.objects.select_related("site").filter(number=number).first()
    if filing is not None:
        record(
            actor,
            "filing.reach",
            filing,
            now=now,
            label="办理范围外的案件",
            note="案件不在办理范围内。",
            outcome="refused",
        )
