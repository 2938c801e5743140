"""Which checks run for which days? Days are made up in their order; of two that run at once the second waits and finds it done.

A day that has ended is left alone by the scheduler; by hand it can be run again until a later one has been.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, timedelta

from django.db.models import Max, Q

from core.checks import Check
from core.clock import LEGAL_ZONE
from core.registry import CHECKS, milder_checks
from core.words import chinese_day
from inspection.models import CheckRun
from inspection.watching.services.one_day import MOST_ATTEMPTS, Ran, one_day
from inspection.watching.services.retiring import end_former


class DayRefused(Exception):
    """This day cannot be run, and why."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


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
            if check.code in only or (on and not only):
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
    for check in _in_order():
        reached = last.get(check.code)
        if reached is None or reached < today:
            _follow(check, reached, today, ran, clock=clock, again=False)
    ran.closed += end_former(now=clock())
    return ran


def _wanted(only: Sequence[str]) -> Iterable[Check]:
    unknown = [code for code in only if CHECKS.get(code) is None]
    if unknown:
        raise DayRefused(f"没有代码为“{unknown[0]}”的预警项。")
    return [check for check in _in_order() if not only or _is_meant(check, only)]


def _is_meant(check: Check, only: Sequence[str]) -> bool:
    """Asked for, or graver than one that is: that one waits for it."""
    return not {check.code, *milder_checks(check.code)}.isdisjoint(only)


def _in_order() -> list[Check]:
    """The graver check of a matter first: what grows worse is found before its milder grade ends, so that nothing falls between."""
    return sorted(CHECKS, key=lambda check: -len(milder_checks(check.code)))


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
        on = day - timedelta(days=number)
        if _waits(check, on, day):
            ran.waiting.append(f"{check.title}({chinese_day(on)})")
            return
        if not one_day(check, on, ran, clock=clock, again=again):
            return


def _waits(check: Check, on: date, until: date) -> bool:
    """Whether a graver check of the matter is still to be run for this day: before, what grew worse would end as if mended."""
    return any(_is_owed(each, on, until) for each in CHECKS if check.code in milder_checks(each.code))


def _is_owed(check: Check, on: date, until: date) -> bool:
    runs = CheckRun.objects.filter(code=check.code)
    ended, given_up = Q(day__gte=on, ended_at__isnull=False), Q(day=on, attempts__gte=MOST_ATTEMPTS)
    if runs.filter(ended | given_up).exists():
        return False
    return on == until or (check.looks_back and runs.filter(ended_at__isnull=False).exists())
