"""Work of a process of its own, so that its memory can be told: done when this module is run, told as a line of JSON.

``python -m unionportal.bench.apart export|floor csv|xlsx CITIES`` writes the ledger of a type in the first cities, or
the same columns by the shortest way; ``import PATH UNION USER`` takes in a list; ``check`` stops before it is confirmed; ``night`` runs all checks of today
and takes them back.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage
from typing import Any

import django

if __name__ == "__main__":
    django.setup()

from django.db import connection

from accounts.actors import actor_for
from accounts.models import Union, User
from accounts.reach import Grant
from accounts.roles import Role
from core import clock
from core.actor import Actor
from filing.imports.services import confirm_import, start_import
from filing.imports.tasks import run_import
from filing.models.imports import ImportBatch
from sites.ledger.files import Sheet, csv_lines, write_workbook
from sites.ledger.selectors import columns_for, lines_as_of
from sites.ledger.spec import CSV, Spec
from unionportal.bench.flat import write_csv, write_xlsx
from unionportal.bench.meter import measure, memory_of
from unionportal.bench.watching import night, taken_back

TYPE = "outdoor_station"


def cities(number: int) -> list[Union]:
    return list(Union.objects.filter(kind="city").order_by("path")[:number])


def exporter(unions: Iterable[Union]) -> Actor:
    """Somebody who may take out the ledger of all these cities."""
    grants = tuple(
        Grant(role=Role.CITY, union_path=union.path or "-", can_data=True, can_export=True)
        for union in unions
    )
    return Actor(id=1, name="测量员", grants=grants)


def export(form: str, number: str) -> dict[str, Any]:
    actor, now = exporter(cities(int(number))), clock.now()
    spec = Spec((TYPE,), now.date())
    lines = lines_as_of(actor, spec, TYPE, now)
    sheet = Sheet("台账", "台账", "测量", columns_for(actor, TYPE), lines)

    def work() -> int:
        with tempfile.TemporaryFile() as file:
            if form == CSV:
                for part in csv_lines(sheet.columns, sheet.chunks):
                    file.write(part)
            else:
                write_workbook([sheet], file)
        return 1

    return _measured(work)


def floor(form: str, number: str) -> dict[str, Any]:
    paths = [union.path or "-" for union in cities(int(number))]

    def work() -> int:
        with tempfile.NamedTemporaryFile() as file:
            (write_csv if form == CSV else write_xlsx)(TYPE, paths, file.name)
        return 1

    return _measured(work)


def take_in(path: str, union: str, user: str) -> dict[str, Any]:
    """All of it, from the stored file to the draft cases."""
    person = User.objects.get(username=user)
    told: dict[str, Any] = {}

    def work() -> int:
        batch = _checked(path, union, person)
        confirm_import(
            batch.pk, seen=batch.revision, actor=actor_for(person, today=clock.today()), now=clock.now()
        )
        run_import(batch.pk)
        told["batch"] = batch.pk
        return 1

    return _measured(work) | told


def check(path: str, union: str, user: str) -> dict[str, Any]:
    person = User.objects.get(username=user)
    told: dict[str, Any] = {}

    def work() -> int:
        told["batch"] = _checked(path, union, person, told).pk
        return 1

    return _measured(work) | told


def _checked(path: str, union: str, person: User, told: dict[str, Any] | None = None) -> ImportBatch:
    """``told`` learns how many statements the run took; beginning and end of a transaction are not among them."""
    statements = 0

    def count(execute: Callable[..., Any], *args: Any) -> Any:
        nonlocal statements
        statements += 1
        return execute(*args)

    batch = start_import(
        union=Union.objects.get(code=union),
        path=Path(path),
        name="list.csv",
        actor=actor_for(person, today=clock.today()),
        now=clock.now(),
    )
    with connection.execute_wrapper(count):
        run_import(batch.pk)
    if told is not None:
        told["statements"] = statements
    batch.refresh_from_db()
    return batch


def a_night() -> dict[str, Any]:
    def work() -> int:
        with taken_back():
            night(clock.today())
        return 1

    return _measured(work)


def _measured(work: Callable[[], int]) -> dict[str, Any]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (backend,) = cursor.fetchone()
    before = os.times()
    cost = measure(work, lambda: [os.getpid(), backend])
    after = os.times()
    children = after.children_user + after.children_system - before.children_user - before.children_system
    child = getrusage(RUSAGE_CHILDREN).ru_maxrss / 1024
    peak = max(memory_of(os.getpid(), "VmHWM"), child)
    return {"cpu": cost.cpu + children, "wall": cost.wall, "peak": peak}


_JOBS: dict[str, Callable[..., dict[str, Any]]] = {
    "export": export,
    "floor": floor,
    "import": take_in,
    "check": check,
    "night": a_night,
}

if __name__ == "__main__":
    sys.stdout.write(json.dumps(_JOBS[sys.argv[1]](*sys.argv[2:])) + "\n")
