"""The goals: which feature stands against which floor, and by how much it may cost more."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass

from django.db import connection

from core.search_text import matching
from sites.models import ServiceSite
from sites.selectors import SiteFilter, narrowed
from unionportal.bench.meter import Cost, Ratio, cpu_of, measure, memory_of, ratio
from unionportal.bench.serving import Server

ROUNDS = 5
REQUESTS = 60


@dataclass(frozen=True)
class Result:
    """One line of the report. ``met`` is judged by the CPU ratio, or by that of the clock where the goal says so."""

    goal: str
    what: str
    bar: float
    measured: Ratio | float
    unit: str = ""
    by_time: bool = False

    @property
    def value(self) -> float:
        if isinstance(self.measured, Ratio):
            return self.measured.wall if self.by_time else self.measured.cpu
        return self.measured

    @property
    def met(self) -> bool:
        return self.value <= self.bar


def page(
    goal: str,
    what: str,
    bar: float,
    feature: tuple[Server, list[str], str],
    floor: tuple[Server, list[str], str],
) -> Result:
    """Ask for the feature's pages and the floor's in turn, five rounds after one to warm up."""

    def one(side: tuple[Server, list[str], str]) -> Cost:
        server, paths, cookie = side
        return measure(lambda: server.get(paths, cookie), server.pids)

    one(feature), one(floor)
    return Result(goal, what, bar, ratio([(one(feature), one(floor)) for _ in range(ROUNDS)]))


def query(
    goal: str, what: str, bar: float, feature: Callable[[], object], floor: Callable[[], object]
) -> Result:
    """The same for questions to the database: CPU of its backend plus our own."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (backend,) = cursor.fetchone()
    pids = [backend, os.getpid()]

    def one(ask: Callable[[], object]) -> Cost:
        def work() -> int:
            for _ in range(REQUESTS):
                ask()
            return REQUESTS

        return measure(work, lambda: pids)

    one(feature), one(floor)
    return Result(goal, what, bar, ratio([(one(feature), one(floor)) for _ in range(ROUNDS)]))


def district_list(district: str) -> list[ServiceSite]:
    rows = narrowed(
        ServiceSite.objects.all(), SiteFilter(district=district, state="open", site_type="nursing_room")
    )
    return list(rows.order_by("-updated_at")[:50])


def searched(words: str) -> list[ServiceSite]:
    rows = matching(ServiceSite.objects.exclude(state="planned"), words)
    return list(rows.order_by("-updated_at", "-id")[:50])


def start_up() -> Result:
    """``manage.py check`` against importing bare Django, user and system seconds of the whole process."""
    bare = [
        sys.executable,
        "-c",
        "import django; from django.conf import settings; settings.configure(); django.setup()",
    ]
    ours = [sys.executable, "manage.py", "check"]
    rounds = [(_process(ours), _process(bare)) for _ in range(ROUNDS)]
    return Result("P22", "manage.py check / 裸 Django", 4.0, ratio(rounds))


def _process(command: list[str]) -> Cost:
    start, before = time.perf_counter(), os.times()
    subprocess.run(command, check=True, capture_output=True)  # noqa: S603  # own command
    after = os.times()
    cpu = after.children_user + after.children_system - before.children_user - before.children_system
    return Cost(cpu, time.perf_counter() - start)


def worker_memory(server: Server) -> Result:
    heaviest = max(memory_of(pid) for pid in server.pids()[:2])
    return Result("P22", "工作进程内存", 160.0, heaviest, "MiB")


__all__ = [
    "Ratio",
    "Result",
    "cpu_of",
    "district_list",
    "page",
    "query",
    "searched",
    "start_up",
    "worker_memory",
]
