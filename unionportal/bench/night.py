"""What a night of the watch means to others: the public meanwhile, and the tasks that it takes."""

from __future__ import annotations

import http.client
import subprocess
import sys
import time
from collections.abc import Callable, Collection, Iterator
from itertools import cycle

from celery.signals import task_prerun
from django.conf import settings
from django.utils.module_loading import import_string

from core import clock
from sites.models import ServiceSite
from unionportal.bench import dataset, goals
from unionportal.bench.serving import serving
from unionportal.bench.watching import prepare, taken_back
from unionportal.celery import app

ROUNDS = 3
#: Pages asked for while nothing else happens, before and after a night.
QUIET = 500
#: What the scheduler asks of the watch in a night, in this order.
CHECKS, REST = "watch the register", ("tell of lapsed orders", "climb the ladder")


def night_goals(wanted: Collection[str]) -> Iterator[goals.Result]:
    prepare(clock.today())
    if "P12" in wanted:
        yield goals.Result("P12", "公众查找附近阵地(p99):检查运行时 / 平时", 2.0, _slower())
    if "P17" in wanted:
        yield from _tasks()


def _slower() -> float:
    """How much longer the slowest hundredth of the public's questions takes while all checks run; the median of the rounds."""
    district, _ = dataset.sample()
    rows = ServiceSite.objects.filter(district_id=district, is_listed=True, lat__isnull=False).order_by("pk")
    paths = [f"/?lat={lat}&lng={lng}&datum=gcj02" for lat, lng in rows.values_list("lat", "lng")[:200]]
    ratios = []
    with serving("unionportal.wsgi:application") as portal:
        _asked(portal.port, paths, lambda number: number < QUIET)
        for _ in range(ROUNDS):
            before = _asked(portal.port, paths, lambda number: number < QUIET)
            night = subprocess.Popen(
                [sys.executable, "-m", "unionportal.bench.apart", "night"], stdout=subprocess.DEVNULL
            )
            during = _asked(portal.port, paths, lambda number, night=night: night.poll() is None)  # type: ignore[misc]
            if night.returncode:
                raise RuntimeError("the night broke")
            after = _asked(portal.port, paths, lambda number: number < QUIET)
            ratios.append(_slowest(during) / _slowest([*before, *after]))
    return sorted(ratios)[ROUNDS // 2]


def _asked(port: int, paths: list[str], go_on: Callable[[int], bool]) -> list[float]:
    """Seconds of each question over one connection; anything but 200 voids the run."""
    link, took = http.client.HTTPConnection("127.0.0.1", port, timeout=60), []
    for number, path in enumerate(cycle(paths)):
        if not go_on(number):
            break
        started = time.perf_counter()
        link.request("GET", path)
        answer = link.getresponse()
        answer.read()
        took.append(time.perf_counter() - started)
        if answer.status != 200:
            raise RuntimeError(f"{path} answered {answer.status}")
    link.close()
    return took


def _slowest(took: list[float]) -> float:
    """The 99th of a hundred."""
    return sorted(took)[int(len(took) * 0.99)]


def _tasks() -> Iterator[goals.Result]:
    """Every task that runs because of the night is counted, also those that a task asks for; all of it is taken back."""
    ran: list[str] = []

    def count(task: object = None, **more: object) -> None:
        ran.append(str(getattr(task, "name", "")))

    most = max(1, ServiceSite.objects.count() // 1000)
    eager, app.conf.task_always_eager = app.conf.task_always_eager, True
    task_prerun.connect(count)
    try:
        with taken_back():
            checks = _seconds(CHECKS)
            rest = sum(_seconds(name) for name in REST)
    finally:
        task_prerun.disconnect(count)
        app.conf.task_always_eager = eager
    yield goals.Result("P17", "一夜的任务:检查、整改超期、处置措施", most, float(len(ran)), "个")
    yield goals.Result("P17", "从检查开始到检查和通知完成", 60, checks, "秒")
    yield goals.Result("P17", "从检查开始到处置措施告知完成", 60, checks + rest, "秒")


def _seconds(name: str) -> float:
    started = time.perf_counter()
    import_string(settings.CELERY_BEAT_SCHEDULE[name]["task"]).apply(throw=True)
    return time.perf_counter() - started
