"""A file is taken in: measured, stored for a moment, read into staged rows by a process of its own."""

from __future__ import annotations

import hashlib
import logging
import uuid
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.files import File
from django.db import IntegrityError, transaction

from accounts.models import Union
from accounts.reach import Place
from core.actor import Actor
from core.audit import record
from core.many import insert_many, like
from core.workflow import TransitionRefused, attempt
from filing.imports.policy import IMPORTS
from filing.imports.selectors import same_file
from filing.imports.services.answering import known_mapping
from filing.imports.services.authors import note_import_author
from filing.imports.services.existing import STATE
from filing.imports.services.running import Tick, erase_after_commit, held_on, released
from filing.imports.transitions import IMPORT
from filing.models.imports import ImportBatch, ImportMode, ImportRow, ImportState
from filing.services.drafting import Proposal
from sites.services.storing import NO_ROOM
from sites.sheets.cells import RawRow
from sites.sheets.heads import Heads, find_heads, is_blank_row, passed_columns, passed_over
from sites.sheets.limits import MOST_ROWS_ABOVE, SheetRefused
from sites.sheets.measure import measure_file
from sites.sheets.reader import Reading
from sites.sheets.template import OWN_SHEETS

logger = logging.getLogger(__name__)

_CHUNK = 1000
_MOST_NOTICES = 50


class AlreadyTaken(TransitionRefused):
    """The same file was taken in before; ``batch`` is what it became."""

    def __init__(self, batch: ImportBatch) -> None:
        done = batch.state == ImportState.DONE
        said = f"已作为第 {batch.pk} 批导入" if done else f"已作为第 {batch.pk} 批上传,正在办理"
        super().__init__(f"这份文件{said},没有重复导入。")
        self.batch = batch


def start_import(
    *, union: Union, path: Path, name: str, actor: Actor, now: datetime, **chosen: Any
) -> ImportBatch:
    """Take in a file for a union; ``chosen``: mode, site_type, to_districts, shared.

    Raises ``SheetRefused`` for a file that cannot be read, ``AlreadyTaken`` for one that was taken in before.
    """
    label = f"{union.name}批量导入"
    place = Place(union.path or "", None, chosen.get("site_type", ""))
    proposal: Any = Proposal(place, label, union.path or "", audit_type="filing.importbatch")
    with attempt(actor, "import.start", proposal, now=now, label="上传名单"):
        existing = chosen.get("mode") == ImportMode.EXISTING
        IMPORTS.require(actor, "start_existing" if existing else "start", proposal)
        measure_file(path, name)
        batch = ImportBatch(
            union=union,
            uploader_id=actor.id,
            state=ImportState.READING,
            file_name=name[-120:],
            digest=_digest(path),
            created_at=now,
            **chosen,
        )
        _insert(batch)
        _keep(batch, path)
        note_import_author(batch, actor, now)
        details = {"file": batch.digest, "union": union.name}
        record(actor, "import.start", batch, now=now, label="上传名单", after=batch.state, details=details)
    return batch


def _keep(batch: ImportBatch, path: Path) -> None:
    """A disk that is full keeps no half of a list. Raises ``SheetRefused``."""
    name = uuid.uuid4().hex
    with path.open("rb") as file:
        try:
            batch.stored.save(name, File(file), save=False)
        except OSError as error:
            logger.error("a list cannot be stored: %s", error)
            with suppress(OSError):  # where there is not even a folder, there is nothing to take away
                batch.stored.storage.delete(batch.stored.field.generate_filename(batch, name))
            raise SheetRefused(NO_ROOM) from error
    batch.save(update_fields=["stored"])


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _insert(batch: ImportBatch) -> None:
    """Of two that send the same file at once, the second waits on the index and then reads the first."""
    taken = same_file(batch.union, batch.digest)
    if taken is not None:
        raise AlreadyTaken(taken)
    try:
        with transaction.atomic():
            batch.save(force_insert=True)
    except IntegrityError:
        earlier = same_file(batch.union, batch.digest)
        if earlier is None:
            raise
        raise AlreadyTaken(earlier) from None


class _Stage:
    """Finds the heads of each sheet and keeps the rows below them."""

    def __init__(self, batch: ImportBatch) -> None:
        self.batch = batch
        self.heads: list[Heads] = []
        self.notices: list[str] = []
        self.taken = (STATE,) if batch.is_existing else ()
        self._above: list[RawRow] = []
        self._sheet = ""

    def sort(self, rows: Iterator[RawRow]) -> Iterator[RawRow]:
        """The rows that hold a site; the first of each sheet wait until its heads are known."""
        for row in rows:
            if row.sheet != self._sheet:
                yield from self._settle()
                self._sheet = row.sheet
            if row.number <= MOST_ROWS_ABOVE:
                self._above.append(row)
                continue
            yield from self._settle()
            yield from self._kept(row)
        yield from self._settle()

    def _settle(self) -> Iterator[RawRow]:
        waiting, self._above = self._above, []
        if not waiting:
            return
        found = find_heads(waiting)
        if found is None:
            if waiting[0].sheet not in OWN_SHEETS:
                self._note(f"工作表“{waiting[0].sheet}”没有找到表头,没有读取。")
            return
        self.heads.append(found)
        for row in waiting:
            if row.number > found.number:
                yield from self._kept(row)

    def _kept(self, row: RawRow) -> Iterator[RawRow]:
        heads = self.heads[-1] if self.heads and self.heads[-1].sheet == row.sheet else None
        if heads is None or is_blank_row(row, heads):
            return
        why = passed_over(row, heads)
        if why:
            self._note(f"“{row.sheet}”第 {row.number} 行是{why},不导入。")
        else:
            yield row

    def _note(self, sentence: str) -> None:
        if len(self.notices) < _MOST_NOTICES:
            self.notices.append(sentence)


def stage_rows(batch: ImportBatch, *, actor: Actor, now: datetime, tick: Tick) -> ImportBatch | None:
    """Read the file into rows. The batch, where every head is known and the run goes on with it. Raises ``SheetRefused``."""
    reading = Reading(Path(batch.stored.path), batch.file_name)
    stage, kept = _Stage(batch), 0
    waiting: list[ImportRow] = []
    blank = ImportRow(batch_id=batch.pk)
    for row in stage.sort(reading.rows()):
        if len(waiting) == _CHUNK:
            kept += _save(waiting, kept, tick)
        new = {"sheet": row.sheet, "number": row.number, "is_hidden": row.is_hidden}
        waiting.append(like(blank, **new, cells=row.cells))
    if not stage.heads:
        raise SheetRefused(
            "没有找到表头。请确认有一行写着“阵地名称”“阵地类型”等列名,且在前 30 行之内;也可以下载模板填写。"
        )
    if not waiting:
        raise SheetRefused("表头下面没有内容,请核对文件后重新上传。")
    batch.heads = [[each.sheet, each.number, list(each.texts)] for each in stage.heads]
    mapping = known_mapping(batch)
    found: dict[str, Any] = {
        "heads": batch.heads,
        "mapping": mapping or {},
        "notices": [*reading.notices, *stage.notices, *passed_columns(stage.heads, stage.taken)],
        "epoch": reading.epoch,
        "stored": "",
        "total_rows": kept + len(waiting),
        "done_rows": 0,
        **(released(batch) if mapping is None else held_on(batch, now)),
    }
    action = "read" if mapping is None else "read_known"
    with IMPORT.step(batch.pk, action, actor=actor, now=now, seen=batch.revision, **found) as step:
        insert_many(waiting)
        erase_after_commit(batch)
    return None if mapping is None else step.row


def _save(chunk: list[ImportRow], before: int, tick: Tick) -> int:
    number = len(chunk)
    with transaction.atomic():
        tick(before + number)
        insert_many(chunk)
    chunk.clear()
    return number
