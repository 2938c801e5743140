"""The goals of bulk work: lists taken in against COPY of the rows that they became, ledgers against ``values_list``."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any

from django.db import connection, transaction
from django.db.models import Model, QuerySet

from accounts.models import District, Union, User
from accounts.roles import Role
from core import clock
from core.actor import SYSTEM
from core.models import AuditEntry
from filing.imports.services import drop_import, undo_import
from filing.models import Filing, FilingAuthor
from filing.models.imports import ImportBatch
from sites.models import ServiceSite, SiteVersion
from unionportal.bench import dataset, goals
from unionportal.bench.apart import TYPE
from unionportal.bench.flat import can_write_xlsx
from unionportal.bench.meter import Cost, measure, ratio
from unionportal.bench.people import city_of, officer_of
from unionportal.drill.lists import csv_of, row_of

GOALS = ("P13", "P14", "P15")
ROUNDS = 3

#: Rows of the list whose dry run is measured, and how many of ten have something wrong.
_DRY = 1_000
_WRONG = 9


def bulk_goals(wanted: Collection[str], rows: int) -> Iterator[goals.Result]:
    """``rows`` of a list, and about as many sites in a ledger."""
    if wanted & {"P13", "P14"}:
        importer = _Importer()
        if "P13" in wanted:
            yield from importer.whole(rows)
        if "P14" in wanted:
            yield from importer.dry()
    if "P15" in wanted:
        yield from _ledgers(rows)


def _apart(*words: str) -> dict[str, Any]:
    command = [sys.executable, "-m", "unionportal.bench.apart", *words]
    done = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603  # own command
    told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return told


def _cost(told: dict[str, Any]) -> Cost:
    return Cost(told["cpu"], told["wall"])


class _Importer:
    """A city officer's colleague who may write cases, and the lists that he sends."""

    def __init__(self) -> None:
        self.city = city_of(dataset.sample()[0])
        officer_of(self.city)
        self.user = _writer_of(self.city)
        homes = Union.objects.filter(parent=self.city).values("governs")
        self.districts = list(District.objects.filter(pk__in=homes).values_list("name", flat=True))

    @contextmanager
    def _list(self, rows: int, *, wrong: int = 0) -> Iterator[Path]:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "list.csv"
            lines = (
                row_of(
                    at,
                    **{"所属区(市)": self.districts[at % len(self.districts)]},
                    **({"启用日期": "2026-02-31"} if at % 10 < wrong else {}),
                )
                for at in range(rows)
            )
            path.write_text(csv_of(*lines), encoding="utf-8")
            yield path

    def _run(self, job: str, path: Path) -> tuple[dict[str, Any], ImportBatch]:
        told = _apart(job, str(path), self.city.code, self.user.username)
        return told, ImportBatch.objects.get(pk=told["batch"])

    def whole(self, rows: int) -> Iterator[goals.Result]:
        pairs, peaks = [], []
        with self._list(rows) as path:
            for _ in range(ROUNDS):
                told, batch = self._run("import", path)
                if batch.created_sites != rows:
                    raise RuntimeError(f"{batch.created_sites} of {rows} rows became cases: {batch.failure}")
                pairs.append((_cost(told), _copied_again(batch)))
                peaks.append(told["peak"])
        yield goals.Result("P13", f"导入 {rows} 行 / COPY", 4.0, ratio(pairs), by_time=True)
        yield goals.Result("P13", f"导入 {rows} 行的内存", 300.0, max(peaks), "MiB")

    def dry(self) -> Iterator[goals.Result]:
        walls, statements = [], []
        with self._list(_DRY, wrong=_WRONG) as path:
            for _ in range(goals.ROUNDS):
                told, batch = self._run("check", path)
                drop_import(batch.pk, seen=batch.revision, actor=SYSTEM, now=clock.now())
                walls.append(told["wall"])
                statements.append(told["statements"])
        yield goals.Result("P14", f"试运行 {_DRY} 行", 1.5, median(walls), "秒")
        yield goals.Result("P14", f"试运行 {_DRY} 行的查询", 15, max(statements), "次")


def _writer_of(city: Union) -> User:
    return officer_of(city, "bench-import", Role.DISTRICT)


def _copied_again(batch: ImportBatch) -> Cost:
    """The floor: the rows that the batch became, taken back and written by COPY into the same tables.

    With their keys, foreign keys, triggers and indexes; nothing of it is kept.
    """
    cases = Filing.objects.filter(imported__batch=batch)
    texts = {
        ServiceSite: _text_of(ServiceSite.objects.filter(filings__in=cases)),
        SiteVersion: _text_of(SiteVersion.objects.filter(filings__in=cases)),
        Filing: _text_of(cases),
        FilingAuthor: _text_of(FilingAuthor.objects.filter(filing__in=cases)),
        AuditEntry: _text_of(AuditEntry.objects.filter(action="filing.start", details__batch=batch.pk)),
    }
    undo_import(batch.pk, seen=None, actor=SYSTEM, now=clock.now())
    _tidy(*texts)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (backend,) = cursor.fetchone()

    def work() -> int:
        with transaction.atomic(), connection.cursor() as cursor:
            for model, text in texts.items():
                cursor.copy_expert(f"COPY {model._meta.db_table} ({_columns(model)}) FROM STDIN", text)
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            transaction.set_rollback(True)
        return 1

    cost = measure(work, lambda: [os.getpid(), backend])
    _tidy(*texts)
    return cost


def _columns(model: type[Model]) -> str:
    """All; entries of the trail stay where they are, so that their copies get keys of their own."""
    fields = [
        field for field in model._meta.concrete_fields if model is not AuditEntry or not field.primary_key
    ]
    return ", ".join(str(field.column) for field in fields)


def _text_of(rows: QuerySet[Any]) -> io.StringIO:
    text = io.StringIO()
    with connection.cursor() as cursor:
        keys = cursor.mogrify("%s::bigint[]", [list(rows.values_list("pk", flat=True))]).decode()
        table, columns = rows.model._meta.db_table, _columns(rows.model)
        cursor.copy_expert(f"COPY (SELECT {columns} FROM {table} WHERE id = ANY({keys})) TO STDOUT", text)
    text.seek(0)
    return text


def _tidy(*models: type[Model]) -> None:
    with connection.cursor() as cursor:
        for model in models:
            cursor.execute(f"VACUUM {model._meta.db_table}")


def _ledgers(rows: int) -> Iterator[goals.Result]:
    few, many = _cities_with(rows // 10), _cities_with(rows)
    for form, bar in (("csv", 1.5), ("xlsx", 1.3)):
        small, pairs, peaks = _apart("export", form, few), [], []
        if form == "csv" or can_write_xlsx():
            for _ in range(ROUNDS):
                told = _apart("export", form, many)
                pairs.append((_cost(told), _cost(_apart("floor", form, many))))
                peaks.append(told["peak"])
            yield goals.Result("P15", f"台账 {form} / values_list", bar, ratio(pairs), by_time=True)
        yield goals.Result("P15", f"台账 {form} 行数十倍,内存多", 32, max(peaks) - small["peak"], "MiB")


def _cities_with(rows: int) -> str:
    """As many cities as hold so many sites of the type; of all of them, if there are not so many."""
    held = number = 0
    for city in Union.objects.filter(kind="city").order_by("path"):
        if held >= rows:
            break
        below = ServiceSite.objects.filter(union_path__startswith=city.path, site_type=TYPE)
        number, held = number + 1, held + below.count()
    return str(number)


__all__ = ["GOALS", "bulk_goals"]
