"""A site left the register: what it still had to mend ends with it."""

from __future__ import annotations

from datetime import datetime

from core.actor import Actor
from inspection.rectifying.selectors import standing_on
from inspection.rectifying.transitions import ORDER
from sites.models import ServiceSite

ENDING = "阵地已注销,整改通知终止。"


def drop_orders(site: ServiceSite, *, actor: Actor, now: datetime) -> int:
    """End every standing order of a cancelled site; how many there were."""
    keys = list(standing_on(site).values_list("pk", flat=True))
    for key in keys:
        with ORDER.step(
            key, "drop", actor=actor, now=now, note=ENDING, ended_at=now, ending=ENDING, updated_at=now
        ):
            pass
    return len(keys)
