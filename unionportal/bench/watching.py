"""The goals of the nightly watch: all checks over all sites, against one statement per rule that writes the same rows.

Both write into the same table with its indexes and its guards, in turn, and each is taken back.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, time, timedelta

from django.db import connection, transaction

from accounts.models import Union
from accounts.roles import Role
from core import clock
from core.actor import SYSTEM
from core.checks import Check
from core.registry import CHECKS
from inspection.models import CheckRun, Finding
from inspection.watching.services import follow_checks, run_checks, tell_new_findings
from inspection.watching.services.statements import narrowed, told_as_json
from rulebook.services import seed_packs
from sites.models import HolidaySeason, ServiceSite
from unionportal.bench import goals
from unionportal.bench.meter import Cost, measure, ratio
from unionportal.bench.people import officer_of
from unionportal.bench.processes import apart

ROUNDS = 3
#: One site in so many has been forgotten: nothing recorded, nothing confirmed, no inspection handed in.
ONE_IN = 20

_FORGET = (
    "UPDATE service_sites_servicesite SET filed_on = forgotten.filed_on, confirmed_on = forgotten.confirmed_on "
    "FROM (SELECT id, %s - CASE WHEN id %% %s = 0 THEN 600 ELSE 50 END AS filed_on, "
    "%s - CASE WHEN id %% %s = 0 THEN 400 ELSE 5 END AS confirmed_on FROM service_sites_servicesite) AS forgotten "
    "WHERE forgotten.id = service_sites_servicesite.id AND (service_sites_servicesite.filed_on <> forgotten.filed_on "
    "OR service_sites_servicesite.confirmed_on <> forgotten.confirmed_on)"
)


def watch_goals() -> Iterator[goals.Result]:
    today = clock.today()
    prepare(today)
    checks = f"全部 {len(list(CHECKS))} 项预警检查"
    pairs, second, written = _rounds(today)
    yield goals.Result("P11", f"{checks} / 每项一条语句写入同样的行", 2.0, ratio(pairs), by_time=True)
    yield goals.Result("P11", f"{checks}:同一天第二次 / 第一次", 0.5, second)
    yield goals.Result("P11", f"{checks}:同一天第二次写入的行", 0, float(written), "行")
    yield goals.Result("P11", f"{checks}:进程内存", 250.0, apart("night")["peak"], "MiB")


def prepare(today: date) -> None:
    """Measures, a keeper and an officer for every city, and one site in twenty forgotten; nothing more a second time."""
    for city in Union.objects.filter(kind="city").order_by("path"):
        seed_packs(city, actor=SYSTEM, now=clock.now(), with_tables=False)
        officer_of(city)
        officer_of(city, "keeper", Role.KEEPER)
        officer_of(city, "district", Role.DISTRICT)
    Union.objects.filter(kind="city").update(is_issuer=True)
    if not HolidaySeason.objects.exists():
        _confirm_seasons(today)
    with connection.cursor() as cursor:
        cursor.execute(_FORGET, [today, ONE_IN, today, ONE_IN])
        if cursor.rowcount:
            cursor.execute(f"VACUUM FULL {ServiceSite._meta.db_table}")
        cursor.execute("VACUUM ANALYZE")


def _confirm_seasons(today: date) -> None:
    """The holiday stations that were not forgotten had their last season some months ago."""
    rows = ServiceSite.objects.filter(site_type="holiday_station").order_by("pk").values_list("pk", flat=True)
    offer = {
        "holidays": "summer",
        "starts_on": today - timedelta(days=100),
        "ends_on": today - timedelta(days=60),
        "ages_from": 6,
        "ages_until": 12,
        "weekdays": "five",
        "opens_at": time(8),
        "closes_at": time(17),
        "confirmed_on": today - timedelta(days=130),
        "entered_at": clock.now(),
    }
    kept = [key for key in rows if key % ONE_IN]
    HolidaySeason.objects.bulk_create((HolidaySeason(site_id=key, **offer) for key in kept), batch_size=5000)


def _rounds(today: date) -> tuple[list[tuple[Cost, Cost]], float, int]:
    """Feature and floor in turn, after one round to warm up; beside it what a second run of the night cost and wrote."""
    pairs: list[tuple[Cost, Cost]] = []
    seconds: list[float] = []
    written = 0
    for _ in range(ROUNDS + 1):
        with taken_back():
            first = _cost(lambda: night(today))
            before = Finding.objects.count() + CheckRun.objects.count()
            again = _cost(lambda: run_checks(clock=clock.now, on=today))
            written += Finding.objects.count() + CheckRun.objects.count() - before
        _swept()
        with taken_back():
            floor = _cost(lambda: _floor(today))
        _swept()
        pairs.append((first, floor))
        seconds.append(again.cpu / max(first.cpu, 1e-9))
    return pairs[1:], sorted(seconds[1:])[ROUNDS // 2], written


def _swept() -> None:
    """Rows that were taken back are out of the way of the next round."""
    with connection.cursor() as cursor:
        for model in (Finding, CheckRun):
            cursor.execute(f"VACUUM {model._meta.db_table}")


@contextmanager
def taken_back() -> Iterator[None]:
    """Whatever is written inside is rolled back; what a commit would look at is looked at after each statement."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        yield
        transaction.set_rollback(True)


def night(today: date) -> None:
    follow_checks(clock=clock.now)
    tell_new_findings(now=clock.now())


def _floor(today: date) -> None:
    """The rows of the same rules, each by one statement, with nothing compared, noted or told."""
    for check in CHECKS:
        _write(check, today)


def _write(check: Check, today: date) -> None:
    failing, given = narrowed(check.failing(today), check, today)
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
