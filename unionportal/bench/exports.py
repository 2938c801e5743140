"""The goals of ledgers: a type's sites of many cities against ``values_list`` and the shortest way into the same file."""

from __future__ import annotations

import time
import uuid
from collections.abc import Iterator
from statistics import median
from typing import Any

from django.test import Client
from django.urls import reverse

from accounts.models import Union
from core import clock
from sites.models import ServiceSite
from sites.types import site_types
from unionportal.bench import dataset, goals
from unionportal.bench.apart import TYPE
from unionportal.bench.flat import can_write_xlsx
from unionportal.bench.meter import ratio
from unionportal.bench.people import officer_cookie
from unionportal.bench.processes import ROUNDS, apart, cost_of


def export_goals(rows: int) -> Iterator[goals.Result]:
    """``rows``: about as many sites are in the ledger."""
    yield goals.Result("P15", "台账首字节:csv,一种类型", 1.0, _first_bytes(type=[TYPE], form="csv"), "秒")
    everything = [kind.code for kind in site_types()]
    yield goals.Result(
        "P15", "台账首字节:全部类型,后台生成", 1.0, _first_bytes(type=everything, form="xlsx"), "秒"
    )
    few, many = _cities_with(rows // 10), _cities_with(rows)
    for form, bar in (("csv", 1.5), ("xlsx", 1.3)):
        small, pairs, peaks = apart("export", form, few), [], []
        if form == "csv" or can_write_xlsx():
            for _ in range(ROUNDS):
                told = apart("export", form, many)
                pairs.append((cost_of(told), cost_of(apart("floor", form, many))))
                peaks.append(told["peak"])
            yield goals.Result("P15", f"台账 {form} / values_list", bar, ratio(pairs), by_time=True)
        yield goals.Result("P15", f"台账 {form} 行数十倍,内存多", 32, max(peaks) - small["peak"], "MiB")


def _first_bytes(**chosen: Any) -> float:
    """The median of some; each asks anew."""
    return median(_first_byte(**chosen) for _ in range(goals.ROUNDS))


def _first_byte(**chosen: Any) -> float:
    """Seconds from the press of the button to the first byte: of the file, or of the page that tells how far it is."""
    district, _ = dataset.sample()
    client = Client(HTTP_COOKIE=officer_cookie(district))
    asked = {"key": str(uuid.uuid4()), "day": clock.today().isoformat(), **chosen}
    started = time.perf_counter()
    answer: Any = client.get(client.post(reverse("export"), asked)["Location"])
    next(iter(answer))
    return time.perf_counter() - started


def _cities_with(rows: int) -> str:
    """As many cities as hold so many sites of the type; of all of them, if there are not so many."""
    held = number = 0
    for city in Union.objects.filter(kind="city").order_by("path"):
        if held >= rows:
            break
        below = ServiceSite.objects.filter(union_path__startswith=city.path, site_type=TYPE)
        number, held = number + 1, held + below.count()
    return str(number)
