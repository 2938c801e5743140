"""How did the tasks of the schedule end the last time?"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import F

from core.models import ScheduledRun

#: Longest reason that is kept.
MOST = 200


def note_run(name: str, *, took_ms: int, changed: int | None, error: str, now: datetime) -> None:
    """A run has ended; ``error`` is empty when it went well. A failure stays written until it went well again."""
    told: dict[str, Any] = {"ended_at": now, "took_ms": took_ms, "changed": changed, "error": error[:MOST]}
    if error:
        told["failed_at"] = now
    counted = {"runs": F("runs") + 1, "failures": F("failures") + int(bool(error))}
    if not ScheduledRun.objects.filter(name=name).update(**told, **counted):
        first = {**told, "runs": 1, "failures": int(bool(error))}
        ScheduledRun.objects.get_or_create(name=name, defaults=first)


def last_runs() -> dict[str, ScheduledRun]:
    return {run.name: run for run in ScheduledRun.objects.all()}
