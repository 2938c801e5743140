"""What stands in this file, row by row? The reading is done by a child that can neither starve nor stop the caller."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sites.sheets.cells import RawRow, unpacked
from sites.sheets.limits import CHILD_PATIENCE, SheetRefused
from sites.sheets.measure import measure_file

ROOT = Path(__file__).resolve().parents[2]

_GAVE_UP = "文件读取时超出时间或内存限制,没有读完。请分成几个文件,或只保留需要的行和列后上传。"


class Reading:
    """One file being read. ``notices`` and ``epoch`` are complete once the rows have been gone through."""

    def __init__(self, path: Path, name: str) -> None:
        self.path = path
        self.kind = measure_file(path, name)
        self.notices: list[str] = []
        #: The day that a number in a date column counts from; empty when the file does not say.
        self.epoch = ""

    def rows(self) -> Iterator[RawRow]:
        """Every row with something in it. Raises ``SheetRefused``, also in the middle."""
        command = [sys.executable, "-m", "sites.sheets.child", self.kind, str(self.path.resolve())]
        child = subprocess.Popen(  # noqa: S603  # own command
            command,
            cwd=ROOT,
            env={"PATH": os.environ.get("PATH", ""), "PYTHONIOENCODING": "ascii", "LC_ALL": "C.UTF-8"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        alarm = threading.Timer(CHILD_PATIENCE, child.kill)
        alarm.start()
        try:
            yield from self._told_by(child)
        finally:
            alarm.cancel()
            child.kill()
            child.communicate()

    def _told_by(self, child: subprocess.Popen[bytes]) -> Iterator[RawRow]:
        for line in child.stdout or ():
            told: Any = json.loads(line) if line.endswith(b"\n") else {}
            if isinstance(told, list):
                sheet, number, is_hidden, cells = told
                yield RawRow(sheet, number, bool(is_hidden), unpacked(cells))
            elif isinstance(told, str):
                self._note(told)
            elif "refused" in told:
                raise SheetRefused(told["refused"])
            elif "end" in told:
                return
        raise SheetRefused(_GAVE_UP)

    def _note(self, told: str) -> None:
        if told.startswith("epoch:"):
            self.epoch = told.removeprefix("epoch:")
        else:
            self.notices.append(told)
