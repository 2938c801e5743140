"""What stands in the cells of a csv file, in whichever of the usual encodings? Runs in the reading process."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path

from sites.ledger.cells import restored
from sites.sheets.cells import RawRow
from sites.sheets.limits import (
    MOST_CELL_CHARACTERS,
    MOST_COLUMNS,
    MOST_ROWS,
    MOST_ROWS_ABOVE,
    TOO_MANY_ROWS,
    SheetRefused,
)
from sites.sheets.workbooks import Notice, text_cell

SHEET = "CSV"

_UNREADABLE = "文件的文字编码看不出来。请用 Excel 或 WPS 打开,另存为 .xlsx 或“CSV UTF-8”后上传。"
_BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


def decoded(data: bytes) -> str:
    """UTF-8, with or without its mark, UTF-16 with its mark, or GB18030; anything else is refused."""
    encodings = [name for mark, name in _BOMS if data.startswith(mark)] or ["utf-8", "gb18030"]
    for name in encodings:
        try:
            text = data.decode(name)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise SheetRefused(_UNREADABLE)


def read_csv(path: Path) -> Iterator[RawRow | Notice]:
    text = decoded(path.read_bytes())
    lines = io.StringIO(text, newline="")
    csv.field_size_limit(MOST_CELL_CHARACTERS * 50)
    try:
        for number, row in enumerate(csv.reader(lines, delimiter=_delimiter(text), strict=True), 1):
            if number > MOST_ROWS + MOST_ROWS_ABOVE:
                raise SheetRefused(TOO_MANY_ROWS)
            if len(row) > MOST_COLUMNS:
                raise SheetRefused(f"第 {number} 行超过 {MOST_COLUMNS} 列,请核对分隔符和引号后重新上传。")
            cells = tuple(text_cell(restored(each)) for each in row)
            if any(cells):
                yield RawRow(SHEET, number, False, cells)
    except csv.Error:
        raise SheetRefused("CSV 文件的引号不成对,请用 Excel 或 WPS 打开后另存为 .xlsx,再上传。") from None


def _delimiter(text: str) -> str:
    """What parts the first lines most often."""
    head = text[:4000]
    return max((",", "\t", ";"), key=head.count)
