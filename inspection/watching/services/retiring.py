"""What becomes of open findings when their check is no more? They end on the day on which that is seen, and stay as history."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import F, Value
from django.db.models.functions import Greatest

from core.actor import SYSTEM
from core.audit import record
from core.clock import LEGAL_ZONE
from core.registry import FORMER_CHECKS
from inspection.models import CheckRun, Finding
from inspection.watching.services.holding import hold_open


def end_former(*, now: datetime) -> int:
    """How many were ended; a second time there are none."""
    return sum(_end(code, now) for code, _ in FORMER_CHECKS.items())


def _end(code: str, now: datetime) -> int:
    day = now.astimezone(LEGAL_ZONE).date()
    with transaction.atomic():
        hold_open(code)
        still_open = Finding.objects.filter(code=code, ended_on=None)
        ended: int = still_open.update(ended_on=Greatest(F("began_on"), Value(day)))
        if ended:
            run = CheckRun.objects.filter(code=code).order_by("-day").first() or CheckRun(code=code, day=day)
            details = {"day": day.isoformat(), "opened": 0, "closed": ended}
            record(SYSTEM, "check.retire", run, now=now, label="停止这项预警检查", details=details)
    return ended
