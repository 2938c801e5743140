"""A site left the register: what was still to be answered ends with it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from core.actor import Actor
from inspection.reporting.selectors import standing_on
from inspection.reporting.transitions import REPORT
from sites.models import ServiceSite

ENDING = "这里已经停止服务,感谢您的反映。"


def drop_reports(site: ServiceSite, *, actor: Actor, now: datetime) -> int:
    """End every open report of a cancelled site; how many there were."""
    keys = list(standing_on(site).values_list("pk", flat=True))
    for key in keys:
        fields: dict[str, Any] = {"answer": ENDING, "answered_at": now, "updated_at": now}
        with REPORT.step(key, "drop", actor=actor, now=now, note="阵地已注销。", **fields):
            pass
    return len(keys)
