"""Which checks run for which days? Days are made up in their order; of two that run at once the second waits and finds it done.

One check that raises leaves the others running, and its row says so. A day that has ended is left alone by the
scheduler; by hand it can be run again until a later one has been.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db import Error, transaction
from django.db.models import Max

from core.actor import SYSTEM
from core.audit import record
from core.checks import Check
from core.clock import LEGAL_ZONE
from core.registry import CHECKS
from core.words import chinese_day
from inspection.models import CheckRun
from inspection.watching.services.reconciling import Reconciled, reconcile
from inspection.watching.services.retiring import end_former

logger = logging.getLogger(__name__)

#: So often the scheduler tries a check that raises for one day; by hand it can be tried at any time.
MOST_ATTEMPTS = 3
BROKEN = (
    "检查时出现意外错误,没有完成,错误已记入系统日志。其他预警项不受影响;请联系系统管理员,排除后重新运行。"
)


class DayRefused(Exception):
    """This day cannot be run, and why."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass
class Ran:
    """What a run did, check by check; ``broken`` names those that did not end."""

    days: list[date] = field(default_factory=list)
    opened: int = 0
    closed: int = 0
    broken: list[str] = field(default_factory=list)

    def add(self, day: date, found: Reconciled) -> None:
        if day not in self.days:
            self.days.append(day)
        self.opened += found.opened
        self.closed += found.closed

    @property
    def words(self) -> str:
        if not self.days and not self.broken:
            return "各项预警检查已经运行过,没有需要补做的日期。"
        days = "、".join(map(chinese_day, sorted(self.days))) or "没有完成的日期"
        told = f"{days}:新发现问题 {self.opened} 个,已结束 {self.closed} 个。"
        return f"{told}没有完成的预警项:{'、'.join(self.broken)}。" if self.broken else told


def run_checks(*, clock: Callable[[], datetime], on: date | None = None, only: Sequence[str] = ()) -> Ran:
    """By hand: the checks for one day (today, unless told), again if need be; missing days before it are made up first.

    Raises ``DayRefused`` for a day to come, and for one that a later run has left behind.
    """
    today = clock().astimezone(LEGAL_ZONE).date()
    day = on or today
    if day > today:
        raise DayRefused(f"{chinese_day(day)}还没有到,不能检查。")
    last = _last_days()
    ran = Ran()
    for check in _wanted(only):
        reached = last.get(check.code)
        if reached is not None and reached > day:
            if only or on:
                raise DayRefused(
                    f"“{check.title}”已经运行到{chinese_day(reached)},不能再按{chinese_day(day)}检查。"
                )
            continue
        _follow(check, reached, day, ran, clock=clock, again=True)
    return ran


def follow_checks(*, clock: Callable[[], datetime]) -> Ran:
    """For the scheduler, as often as it likes: every day that is missing up to today, in order, once."""
    today = clock().astimezone(LEGAL_ZONE).date()
    last, ran = _last_days(), Ran()
    for check in CHECKS:
        reached = last.get(check.code)
        if reached is None or reached < today:
            _follow(check, reached, today, ran, clock=clock, again=False)
    ran.closed += end_former(now=clock())
    return ran


def _wanted(only: Sequence[str]) -> Iterable[Check]:
    unknown = [code for code in only if CHECKS.get(code) is None]
    if unknown:
        raise DayRefused(f"没有代码为“{unknown[0]}”的预警项。")
    return [check for check in CHECKS if not only or check.code in only]


def _last_days() -> dict[str, date]:
    """The last day for which each check ran to its end."""
    done = CheckRun.objects.filter(ended_at__isnull=False).order_by().values("code")
    return dict(done.annotate(last=Max("day")).values_list("code", "last"))


def _follow(
    check: Check, reached: date | None, day: date, ran: Ran, *, clock: Callable[[], datetime], again: bool
) -> None:
    """The days after the last one that ended, up to ``day``; one that cannot look back runs for ``day`` alone."""
    first = reached + timedelta(days=1) if reached and check.looks_back else day
    for number in range((day - min(first, day)).days, -1, -1):
        if not _one_day(check, day - timedelta(days=number), ran, clock=clock, again=again):
            return


def _one_day(check: Check, day: date, ran: Ran, *, clock: Callable[[], datetime], again: bool) -> bool:
    """Whether later days may follow: the day is done, or was given up after so many attempts."""
    CheckRun.objects.bulk_create([CheckRun(code=check.code, day=day)], ignore_conflicts=True)
    try:
        with transaction.atomic():
            row = CheckRun.objects.select_for_update().get(code=check.code, day=day)
            if (row.ended_at and not again) or _is_left_behind(row):
                return True
            if not again and row.attempts >= MOST_ATTEMPTS:
                return True
            began = clock()
            found = reconcile(check, day, now=began, after=_day_before(row))
            ran.add(day, found)
            _end(row, found, began=began, ended=clock())
    except Exception:
        # Whatever the check of another app raises: it must not stop the others.
        logger.exception("check %s broke for %s", check.code, day)
        _note_broken(check, day, now=clock())
        ran.broken.append(f"{check.title}({chinese_day(day)})")
        return False
    return True


def _day_before(row: CheckRun) -> date | None:
    """The last day, this one included, for which the check ran to its end before."""
    done = CheckRun.objects.filter(code=row.code, day__lte=row.day, ended_at__isnull=False)
    found: date | None = done.aggregate(last=Max("day"))["last"]
    return found


def _is_left_behind(row: CheckRun) -> bool:
    return CheckRun.objects.filter(code=row.code, day__gt=row.day, ended_at__isnull=False).exists()


def _end(row: CheckRun, found: Reconciled, *, began: datetime, ended: datetime) -> None:
    """The row and the trail say it; a second run of a day that changes nothing writes nothing."""
    if row.ended_at and not (found.opened or found.closed):
        return
    row.attempts, row.error = row.attempts + 1, ""
    row.began_at, row.ended_at = began, ended
    row.opened, row.closed = row.opened + found.opened, row.closed + found.closed
    row.save()
    if found.opened or found.closed:
        details = {"day": row.day.isoformat(), "opened": found.opened, "closed": found.closed}
        record(SYSTEM, "check.run", row, now=ended, label="预警检查", details=details)


def _note_broken(check: Check, day: date, *, now: datetime) -> None:
    """After the rollback, for an administrator; when the database itself is away, the log alone has it."""
    try:
        with transaction.atomic():
            row = CheckRun.objects.select_for_update().get(code=check.code, day=day)
            row.attempts, row.began_at, row.error = row.attempts + 1, row.began_at or now, BROKEN
            row.save(update_fields=["attempts", "began_at", "error"])
    except Error:
        logger.exception("check %s: its run could not be noted", check.code)
