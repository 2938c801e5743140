"""How is a recorded ledger made: at once for a request, or by a job into a file that is kept for a day?"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import IO

from django.core.files import File
from django.urls import reverse

from accounts.actors import actor_for
from accounts.selectors import active_user
from core.actor import Actor
from core.jobs import Run
from core.workflow import TransitionRefused
from sites.ledger.columns import Line, title_of
from sites.ledger.files import Sheet, csv_lines, write_workbook
from sites.ledger.paper import scope_of, trace_of
from sites.ledger.selectors import columns_for, count_as_of, lines_as_of
from sites.ledger.spec import CSV, Spec
from sites.models import LedgerExport
from sites.policy import SITES, reach_of
from sites.types import site_type

#: The kind of job that writes a large ledger.
JOB = "ledger"

REACH_CHANGED = "这份台账生成之后,您的权限范围有变动,不能再下载,请重新导出。"

#: How long a ledger can be fetched by who took it out; then the file is erased.
KEPT = timedelta(days=1)
EXPIRED = "这份台账导出已超过一天,文件已清除,请重新导出。"


def sheets_of(actor: Actor, row: LedgerExport, spec: Spec) -> Iterator[Sheet]:
    """One for each type."""
    moment = spec.moment(row.at)
    several = len(spec.site_types) > 1
    counts = count_as_of(actor, spec, moment) if several and row.form != CSV else {}
    for code in spec.site_types:
        yield Sheet(
            name=site_type(code).label,
            title=title_of(code),
            note=f"{scope_of(row, spec, counts.get(code))};{trace_of(row)}",
            columns=columns_for(actor, code),
            chunks=lines_as_of(actor, spec, code, moment),
        )


def make_ledger(run: Run) -> None:
    """The whole job: with the rights that its asker has now. Raises ``NotAllowed``, ``TransitionRefused``."""
    row = LedgerExport.objects.get(pk=run.job.given["export"])
    now = run.clock()
    if now - row.at > KEPT:
        raise TransitionRefused(EXPIRED)
    actor = _asker(row, now)
    SITES.require(actor, "export", None)
    with tempfile.TemporaryFile() as file:
        _write(row, _shown(sheets_of(actor, row, Spec.from_plain(row.spec)), run), file)
        file.seek(0)
        with run.finishing() as job:
            row.keep(File(file), reach_of(actor))
            job.result_url = reverse("export-file", args=[row.pk])


def _asker(row: LedgerExport, now: datetime) -> Actor:
    user = active_user(row.actor_id)
    if user is None:
        raise TransitionRefused("导出人的账号已停用,没有生成台账。")
    return actor_for(user, today=now.date())


def _shown(sheets: Iterable[Sheet], run: Run) -> Iterator[Sheet]:
    """The same sheets; the job tells how many sites have passed."""
    passed = 0

    def counted(chunks: Iterable[Sequence[Line]]) -> Iterator[Sequence[Line]]:
        nonlocal passed
        for lines in chunks:
            yield lines
            passed += len(lines)
            run.tick(passed)

    for sheet in sheets:
        yield replace(sheet, chunks=counted(sheet.chunks))


def _write(row: LedgerExport, sheets: Iterator[Sheet], file: IO[bytes]) -> None:
    if row.form != CSV:
        write_workbook(sheets, file)
        return
    sheet = next(sheets)
    for part in csv_lines(sheet.columns, sheet.chunks):
        file.write(part)


def erase_old_ledgers(*, now: datetime) -> int:
    """Files of ledgers that may no longer be fetched, and those left by a run that died before its row knew of them."""
    old = LedgerExport.objects.filter(at__lt=now - KEPT).exclude(stored="")
    for row in old:
        row.erase_file()
    return len(old) + _erase_unknown(now)


def _erase_unknown(now: datetime) -> int:
    kept_in = LedgerExport._meta.get_field("stored")
    storage, folder = kept_in.storage, str(kept_in.upload_to)
    names = storage.listdir(folder)[1] if storage.exists(folder) else []
    paths = [f"{folder}/{name}" for name in names]
    lost = [path for path in paths if storage.get_modified_time(path) < now - KEPT]
    for path in lost:
        storage.delete(path)
    return len(lost)
