"""How did a task of the schedule end? Noted after each run; nothing begins during maintenance or on a copy."""

from __future__ import annotations

from time import monotonic
from typing import Any

from celery import Task
from celery.exceptions import Ignore
from django.conf import settings

from core import clock
from core.scheduled import note_run
from core.switches import is_paused

#: What shows that tasks get their turn goes on in any case.
ALWAYS = "core.tasks.worker_alive"


def entry_of(name: str, args: Any) -> str:
    """Under which name the schedule knows a task with these arguments; empty when it does not."""
    for entry, told in settings.CELERY_BEAT_SCHEDULE.items():
        if told["task"] == name and tuple(told.get("args", ())) == tuple(args or ()):
            return str(entry)
    return ""


class WatchedTask(Task):
    """Every task of the portal."""

    abstract = True

    def before_start(self, task_id: str, args: Any, kwargs: Any) -> None:
        self.request.began = monotonic()
        if self.name != ALWAYS and is_paused():
            raise Ignore

    def after_return(
        self, status: str, retval: Any, task_id: str, args: Any, kwargs: Any, einfo: Any
    ) -> None:
        entry = entry_of(self.name, args)
        if not entry or self.name == ALWAYS:
            return
        failed = status == "FAILURE"
        note_run(
            entry,
            took_ms=int(1000 * (monotonic() - getattr(self.request, "began", monotonic()))),
            changed=retval if isinstance(retval, int) and not isinstance(retval, bool) else None,
            error=f"{type(retval).__name__}:{retval}" if failed else "",
            now=clock.now(),
        )
