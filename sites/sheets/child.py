"""The process that reads a file: it limits itself, then writes one JSON line per row and may die of any file.

``python -m sites.sheets.child KIND FILE``. It opens nothing but that file, and what must not be kept (identity
numbers) does not leave it.
"""

from __future__ import annotations

import json
import resource
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sites.sheets.cells import RawRow, packed
from sites.sheets.limits import BROKEN, CHILD_BYTES, CHILD_SECONDS, SheetRefused
from sites.sheets.measure import XLSX
from sites.sheets.text_files import read_csv
from sites.sheets.workbooks import read_workbook


def limit_oneself() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (CHILD_BYTES, CHILD_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CHILD_SECONDS, CHILD_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def lines_of(kind: str, path: Path) -> Iterator[Any]:
    """Rows as lists, words to pass on as texts, a refusal as an object."""
    try:
        rows = read_workbook(path) if kind == XLSX else read_csv(path)
        for each in rows:
            if isinstance(each, RawRow):
                yield [each.sheet, each.number, int(each.is_hidden), packed(each.cells)]
            else:
                yield each
        yield {"end": True}
    except SheetRefused as refused:
        yield {"refused": refused.sentence}
    except MemoryError:
        yield {"refused": "文件太大,读取时超出内存限制。请分成几个文件上传。"}
    except Exception:  # noqa: BLE001  # a parser meets anything here; its words would quote the file
        yield {"refused": BROKEN}


def main() -> None:
    limit_oneself()
    out = sys.stdout
    for line in lines_of(sys.argv[1], Path(sys.argv[2])):
        out.write(json.dumps(line, ensure_ascii=True, separators=(",", ":")))
        out.write("\n")
    out.flush()


if __name__ == "__main__":
    main()
