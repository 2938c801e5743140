"""A day of a check that broke or left rows out is asked for once more: the scheduler takes it up as if it had not run."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from core.actor import Actor
from core.audit import record
from core.words import chinese_day
from inspection.models import CheckRun
from inspection.watching.selectors import is_left_behind
from inspection.watching.services.running import DayRefused


def try_again(key: int, *, actor: Actor, now: datetime) -> CheckRun:
    """Also after it was given up for the day. Raises ``DayRefused`` for a day that ended well or that a later one left behind."""
    with transaction.atomic():
        run = CheckRun.objects.select_for_update().get(pk=key)
        if not run.error:
            raise DayRefused(f"“{run.title}”{chinese_day(run.day)}已经检查完成,不需要重新运行。")
        if is_left_behind(run):
            raise DayRefused(f"“{run.title}”已经运行到以后的日期,不能再检查{chinese_day(run.day)}。")
        run.attempts, run.ended_at = 0, None
        run.save(update_fields=["attempts", "ended_at"])
        record(
            actor, "check.again", run, now=now, label="重新运行预警检查", details={"day": run.day.isoformat()}
        )
    return run
