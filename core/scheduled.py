"""How did the tasks of the schedule end the last time, and which of their last runs are worth looking at?"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db.models import F

from core.models import ScheduledRun, TaskRun

#: Longest reason that is kept, and longest account of what was left.
MOST, MOST_UNDONE = 200, 300
#: So many runs of each task are kept; runs that found nothing to do are only counted.
MOST_KEPT = 10


class Done(int):
    """What a task answers that did its work, but for something: how many rows it changed, and in words what it left."""

    undone: str

    def __new__(cls, changed: int, undone: str = "") -> Done:
        told = super().__new__(cls, changed)
        told.undone = undone
        return told


def note_run(
    name: str, *, took_ms: int, changed: int | None, error: str, now: datetime, undone: str = ""
) -> None:
    """A run has ended; ``error`` is empty when it went well. A failure stays written until it went well again."""
    started = now - timedelta(milliseconds=took_ms)
    run: dict[str, Any] = {"started_at": started, "took_ms": took_ms, "changed": changed}
    run |= {"error": error[:MOST], "undone": undone[:MOST_UNDONE]}
    if error or changed or run["undone"] != _left_before(name):
        _keep(name, run)
    told = run | {"ended_at": now}
    if error:
        told["failed_at"] = now
    counted = {"runs": F("runs") + 1, "failures": F("failures") + int(bool(error))}
    if not ScheduledRun.objects.filter(name=name).update(**told, **counted):
        first = {**told, "runs": 1, "failures": int(bool(error))}
        ScheduledRun.objects.get_or_create(name=name, defaults=first)


def _left_before(name: str) -> str:
    return ScheduledRun.objects.filter(name=name).values_list("undone", flat=True).first() or ""


def _keep(name: str, run: dict[str, Any]) -> None:
    TaskRun.objects.create(name=name, **run)
    of_task = TaskRun.objects.filter(name=name).order_by("-id")
    TaskRun.objects.filter(pk__in=list(of_task.values_list("pk", flat=True)[MOST_KEPT:])).delete()


def last_runs() -> dict[str, ScheduledRun]:
    return {run.name: run for run in ScheduledRun.objects.all()}


def kept_runs(limit: int) -> list[TaskRun]:
    """Of all tasks, the latest first."""
    return list(TaskRun.objects.order_by("-started_at", "-id")[:limit])
