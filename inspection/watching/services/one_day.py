"""One check for one day, behind the row of its run: done, done but for some rows, or not done and why.

One check that raises leaves the others running, and its row says so; one site whose facts make it raise leaves the
other sites checked, and the row says which it was: the next run tries it again.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db import Error, connection, transaction
from django.db.models import Max

from core.actor import SYSTEM
from core.audit import record
from core.checks import Check
from core.registry import CHECKS
from core.words import chinese_day
from inspection.models import CheckRun
from inspection.watching.selectors import is_left_behind
from inspection.watching.services.setting_aside import Checked, reconcile_around

logger = logging.getLogger(__name__)

_MILLISECOND = timedelta(milliseconds=1)

#: So often the scheduler tries a check that raises for one day; by hand it can be tried at any time.
MOST_ATTEMPTS = 3
BROKEN = (
    "检查时出现意外错误,没有完成,错误已记入系统日志。其他预警项不受影响;请联系系统管理员,排除后重新运行。"
)
#: A check that takes longer is stopped, long before the task's own end would take the others along.
MOST_TIME = timedelta(minutes=5)
TOO_LONG = "检查用时超过 {} 分钟,已经停止,没有完成。其他预警项不受影响;请联系系统管理员查看数据库是否繁忙。"
SET_ASIDE = "有 {} 个{}的资料无法检查,已跳过,其他{}已检查完。请核对其资料;下次检查时会再试。"


@dataclass
class Ran:
    """What a run did; ``broken`` names the checks that did not end, ``partial`` those that left rows out,
    ``waiting`` those that run after a graver one of the same matter, which did not end."""

    days: list[date] = field(default_factory=list)
    opened: int = 0
    closed: int = 0
    broken: list[str] = field(default_factory=list)
    partial: list[str] = field(default_factory=list)
    waiting: list[str] = field(default_factory=list)

    def add(self, row: CheckRun, checked: Checked) -> None:
        if row.day not in self.days:
            self.days.append(row.day)
        self.opened += checked.found.opened
        self.closed += checked.found.closed
        if checked.set_aside:
            self.partial.append(f"{row.title}({chinese_day(row.day)})跳过 {len(checked.set_aside)} 个")

    @property
    def words(self) -> str:
        if not (self.days or self.broken or self.waiting):
            return "各项预警检查已经运行过,没有需要补做的日期。"
        days = "、".join(map(chinese_day, sorted(self.days))) or "没有完成的日期"
        told = f"{days}:新发现问题 {self.opened} 个,已结束 {self.closed} 个。"
        for title, checks in (
            ("没有完成的预警项", self.broken),
            ("没有全部检查的预警项", self.partial),
            ("等待同一问题的严重项检查完成后再检查的预警项", self.waiting),
        ):
            told += f"{title}:{'、'.join(checks)}。" if checks else ""
        return told


def one_day(check: Check, day: date, ran: Ran, *, clock: Callable[[], datetime], again: bool) -> bool:
    """Whether later days may follow: the day is done, or was given up after so many attempts."""
    CheckRun.objects.bulk_create([CheckRun(code=check.code, day=day)], ignore_conflicts=True)
    try:
        with transaction.atomic():
            row = CheckRun.objects.select_for_update().get(code=check.code, day=day)
            if (row.ended_at and not again) or is_left_behind(row):
                return True
            if not again and row.attempts >= MOST_ATTEMPTS:
                return True
            began = clock()
            _bound_time()
            checked = reconcile_around(check, day, now=began, after=_day_before(row))
            _end(row, checked, began=began, ended=clock())
        ran.add(row, checked)
    except Exception as error:
        # Whatever the check of another app raises: it must not stop the others.
        logger.exception("check %s broke for %s", check.code, day)
        _note_broken(check, day, _reason(error), now=clock())
        ran.broken.append(f"{check.title}({chinese_day(day)})")
        return False
    return True


def _day_before(row: CheckRun) -> date | None:
    """The last day, this one included, for which the check ran to its end before."""
    done = CheckRun.objects.filter(code=row.code, day__lte=row.day, ended_at__isnull=False)
    found: date | None = done.aggregate(last=Max("day"))["last"]
    return found


def _bound_time() -> None:
    """Until the end of this transaction; SQLite, which knows no such bound, serves small offices."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT set_config('statement_timeout', %s, true)", [str(MOST_TIME // _MILLISECOND)]
            )


def _reason(error: Exception) -> str:
    is_stopped = getattr(error.__cause__, "pgcode", "") == "57014"  # query_canceled
    return TOO_LONG.format(MOST_TIME // timedelta(minutes=1)) if is_stopped else BROKEN


def _end(row: CheckRun, checked: Checked, *, began: datetime, ended: datetime) -> None:
    """The row and the trail say it; a second run of a day that changes nothing writes nothing."""
    found, aside = checked.found, sorted(checked.set_aside)
    if row.ended_at and not (found.opened or found.closed) and row.set_aside == aside:
        return
    if aside:
        logger.error("check %s left out for %s: keys %s", row.code, row.day, aside)
    row.attempts, row.error = row.attempts + 1, _partial_words(row, len(aside)) if aside else ""
    row.began_at, row.ended_at, row.set_aside = began, ended, aside
    row.opened, row.closed = row.opened + found.opened, row.closed + found.closed
    row.save()
    if found.opened or found.closed:
        details = {"day": row.day.isoformat(), "opened": found.opened, "closed": found.closed}
        if aside:
            details["set_aside"] = len(aside)
        record(SYSTEM, "check.run", row, now=ended, label="预警检查", details=details)


def _partial_words(row: CheckRun, count: int) -> str:
    check = CHECKS.get(row.code)
    called = "工会" if check and check.subject == "union" else "阵地"
    return SET_ASIDE.format(count, called, called)


def _note_broken(check: Check, day: date, reason: str, *, now: datetime) -> None:
    """After the rollback, for an administrator; when the database itself is away, the log alone has it."""
    try:
        with transaction.atomic():
            row = CheckRun.objects.select_for_update().get(code=check.code, day=day)
            row.attempts, row.began_at, row.error = row.attempts + 1, row.began_at or now, reason
            row.save(update_fields=["attempts", "began_at", "error"])
    except Error:
        logger.exception("check %s: its run could not be noted", check.code)
