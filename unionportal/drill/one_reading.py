"""One file through the real import reader, in a process whose own memory and time can be told apart.

``python -m unionportal.drill.one_reading FILE NAME`` prints one JSON object. Needs no settings and no database.
"""

from __future__ import annotations

import json
import os
import resource
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

from sites.sheets.cells import CellKind, RawRow
from sites.sheets.limits import SheetRefused
from sites.sheets.reader import Reading
from unionportal.bench.meter import memory_of

#: Rows whose texts are told; of the others only their number.
TOLD_ROWS = 20

#: How a mark of the reader is called in the answer.
MARKS = {
    CellKind.FORMULA: "公式",
    CellKind.ERROR: "错误值",
    CellKind.LOST: "丢失末尾几位的数字",
    CellKind.IDENTITY: "身份证号码",
    CellKind.LONG: "过长的文字",
}


def read(path: Path, name: str) -> dict[str, Any]:
    """What the reader said: ``refused`` in words, or rows with their marks and notices."""
    marks: Counter[str] = Counter()
    texts: list[str] = []
    rows = 0
    measured = 0.0
    try:
        reading = Reading(path, name)
        measured = _own_seconds()
        for rows, row in enumerate(reading.rows(), 1):
            marks.update(MARKS[CellKind(cell.kind)] for cell in row.cells if cell and cell.kind in MARKS)
            if rows <= TOLD_ROWS:
                texts += _texts(row)
    except SheetRefused as refused:
        return {"refused": refused.sentence, "rows": rows, "measured": measured or _own_seconds()}
    return {
        "rows": rows,
        "marks": dict(marks),
        "texts": texts,
        "notices": reading.notices,
        "measured": measured,
    }


def _texts(row: RawRow) -> list[str]:
    return [cell.text for cell in row.cells if cell]


def _own_seconds() -> float:
    """Processor time of this process alone."""
    spent = resource.getrusage(resource.RUSAGE_SELF)
    return spent.ru_utime + spent.ru_stime


def main() -> None:
    before, started = _own_seconds(), time.perf_counter()
    answer = read(Path(sys.argv[1]), sys.argv[2])
    answer["measured"] -= before
    answer["seconds"] = time.perf_counter() - started
    # Not by getrusage: there the memory of whoever started this process is still counted.
    answer["own_mib"] = memory_of(os.getpid(), "VmHWM")
    answer["child_mib"] = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    sys.stdout.write(json.dumps(answer, ensure_ascii=False))


if __name__ == "__main__":
    main()
