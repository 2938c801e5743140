"""The goals of the nightly watch: all checks over all sites, against one statement per rule that writes the same rows.

Both write into the same table with its indexes and its guards, in turn, and each is taken back.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date

from django.db import connection, transaction

from accounts.models import Union
from accounts.roles import Role
from core import clock
from core.actor import SYSTEM
from core.checks import Check
from core.registry import CHECKS
from inspection.models import CheckRun, Finding
from inspection.watching.services import follow_checks, run_checks, tell_new_findings
from inspection.watching.services.reconciling import failing_sql, told_as_json
from rulebook.services import seed_packs
from unionportal.bench import goals
from unionportal.bench.meter import Cost, measure, memory_of, ratio
from unionportal.bench.people import officer_of

ROUNDS = 3
#: One site in so many has been forgotten: nothing recorded, nothing confirmed, no inspection handed in.
ONE_IN = 20

_FORGET = (
    "UPDATE service_sites_servicesite SET filed_on = %s - CASE WHEN id %% %s = 0 THEN 600 ELSE 50 END, "
    "confirmed_on = %s - CASE WHEN id %% %s = 0 THEN 400 ELSE 5 END"
)


def watch_goals() -> Iterator[goals.Result]:
    today = clock.today()
    _prepare(today)
    night = f"全部 {len(list(CHECKS))} 项预警检查"
    pairs, second, written = _rounds(today)
    yield goals.Result("P11", f"{night} / 每项一条语句写入同样的行", 2.0, ratio(pairs))
    yield goals.Result("P11", f"{night}:同一天第二次 / 第一次", 0.5, second)
    yield goals.Result("P11", f"{night}:同一天第二次写入的行", 0, float(written), "行")
    yield goals.Result("P11", f"{night}:进程内存", 250.0, memory_of(os.getpid()), "MiB")
    yield goals.Result("P17", f"{night}:任务数", 1, 1.0, "个")


def _prepare(today: date) -> None:
    """Measures, a keeper and an officer for every city, and about one site in twenty forgotten; once."""
    for city in Union.objects.filter(kind="city").order_by("path"):
        seed_packs(city, actor=SYSTEM, now=clock.now(), with_tables=False)
        officer_of(city)
        officer_of(city, "keeper", Role.KEEPER)
        officer_of(city, "district", Role.DISTRICT)
    Union.objects.filter(kind="city").update(is_issuer=True)
    with connection.cursor() as cursor:
        cursor.execute(_FORGET, [today, ONE_IN, today, ONE_IN])
        cursor.execute("VACUUM ANALYZE")


def _rounds(today: date) -> tuple[list[tuple[Cost, Cost]], float, int]:
    """Feature and floor in turn, after one round to warm up; beside it what a second run of the night cost and wrote."""
    pairs: list[tuple[Cost, Cost]] = []
    seconds: list[float] = []
    written = 0
    for _ in range(ROUNDS + 1):
        with _taken_back():
            first = _cost(lambda: _night(today))
            before = Finding.objects.count() + CheckRun.objects.count()
            again = _cost(lambda: run_checks(clock=clock.now, on=today))
            written += Finding.objects.count() + CheckRun.objects.count() - before
        with _taken_back():
            floor = _cost(lambda: _floor(today))
        pairs.append((first, floor))
        seconds.append(again.cpu / max(first.cpu, 1e-9))
    return pairs[1:], sorted(seconds[1:])[ROUNDS // 2], written


@contextmanager
def _taken_back() -> Iterator[None]:
    """Whatever is written inside is rolled back."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def _night(today: date) -> None:
    follow_checks(clock=clock.now)
    tell_new_findings(now=clock.now())


def _floor(today: date) -> None:
    """The rows of the same rules, each by one statement, with nothing compared, noted or told."""
    for check in CHECKS:
        _write(check, today)


def _write(check: Check, today: date) -> None:
    failing, given = failing_sql(check, today)
    if not failing:
        return
    columns = f"{check.subject}_id, code, severity, found_on, found_at, began_on, pack_id, inputs"
    sql = (
        f"INSERT INTO inspection_finding ({columns}) SELECT subject, %s, %s, CAST(%s AS date), %s, began_on, "
        f"CAST(pack_ref AS bigint), {told_as_json(check)} FROM ({failing}) AS failing"
    )
    told = (check.code, str(check.severity), today, clock.now())
    with connection.cursor() as cursor:
        cursor.execute(sql, (*told, *given))


def _cost(work: Callable[[], object]) -> Cost:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (backend,) = cursor.fetchone()

    def whole() -> int:
        work()
        return 1

    return measure(whole, lambda: [os.getpid(), backend])
