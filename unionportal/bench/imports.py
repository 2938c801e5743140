"""The goals of lists: all of it against COPY of the rows that they became, and a dry run with all that is wrong."""

from __future__ import annotations

import io
import os
import tempfile
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any

from django.db import connection, transaction
from django.db.models import Model, QuerySet

from accounts.models import District, Union
from accounts.roles import Role
from core import clock
from core.actor import SYSTEM
from core.models import AuditEntry
from filing.imports.services import drop_import, undo_import
from filing.models import Filing, FilingAuthor
from filing.models.imports import ImportBatch, ImportState
from sites.models import ServiceSite, SiteVersion
from unionportal.bench import dataset, goals
from unionportal.bench.meter import Cost, measure, ratio
from unionportal.bench.people import city_of, officer_of
from unionportal.bench.processes import ROUNDS, apart, cost_of
from unionportal.drill.lists import csv_of, row_of

#: Rows of the list whose dry run is measured, and how many of ten have something wrong.
_DRY = 1_000
_WRONG = 9


def import_goals(wanted: Collection[str], rows: int) -> Iterator[goals.Result]:
    importer = _Importer()
    if "P13" in wanted:
        yield from importer.whole(rows)
    if "P14" in wanted:
        yield from importer.dry()


class _Importer:
    """A city officer's colleague who may write cases, and the lists that he sends."""

    def __init__(self) -> None:
        self.city = city_of(dataset.sample()[0])
        self.user = officer_of(self.city, "bench-import", Role.DISTRICT)
        homes = Union.objects.filter(parent=self.city).values("governs")
        for left in ImportBatch.objects.filter(uploader=self.user, state=ImportState.DONE):
            undo_import(left.pk, seen=None, actor=SYSTEM, now=clock.now())
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
        told = apart(job, str(path), self.city.code, self.user.username)
        return told, ImportBatch.objects.get(pk=told["batch"])

    def whole(self, rows: int) -> Iterator[goals.Result]:
        pairs, peaks = [], []
        with self._list(rows) as path:
            for _ in range(ROUNDS):
                told, batch = self._run("import", path)
                if batch.created_sites != rows:
                    raise RuntimeError(f"{batch.created_sites} of {rows} rows became cases: {batch.failure}")
                pairs.append((cost_of(told), _copied_again(batch)))
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
