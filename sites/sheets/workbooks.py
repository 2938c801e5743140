"""What stands in the cells of a workbook? Read row by row; formulas, lost digits and identity numbers are marked.

Runs in the reading process only. Results of formulas are not believed: whoever made the file could have stored
any number beside them.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time
from pathlib import Path
from typing import IO, Any

import defusedxml
import openpyxl

from core.text_guard import has_identity_number, normalise_text
from sites.sheets.cells import Cell, CellKind, RawRow
from sites.sheets.limits import (
    MOST_CELL_CHARACTERS,
    MOST_COLUMNS,
    MOST_ROWS,
    MOST_ROWS_ABOVE,
    MOST_SHEETS,
    TOO_MANY_ROWS,
    SheetRefused,
)
from sites.sheets.marks import Marks, column_letters, read_marks

#: A spreadsheet keeps fifteen digits of a number.
_KEPT = 10**15

Notice = str


def read_workbook(path: Path) -> Iterator[RawRow | Notice]:
    """The rows of all visible sheets; between them, sentences about what was left unread."""
    defusedxml.defuse_stdlib()
    with path.open("rb") as file:
        yield from _read_book(file)


def _read_book(file: IO[bytes]) -> Iterator[RawRow | Notice]:
    # As an open file: by its name openpyxl would judge the ending, and stored files have none.
    book = openpyxl.load_workbook(file, read_only=True, data_only=False, keep_links=False)
    sheets = book.worksheets
    if len(sheets) > MOST_SHEETS:
        raise SheetRefused(f"工作簿超过 {MOST_SHEETS} 张工作表,请只保留要导入的工作表后上传。")
    yield f"epoch:{book.epoch.date().isoformat()}"
    with zipfile.ZipFile(file) as parts:
        for sheet in sheets:
            title = normalise_text(sheet.title)[:31] or "工作表"
            if sheet.sheet_state != "visible":
                yield f"工作表“{title}”是隐藏的,没有读取。需要导入的,请取消隐藏后重新上传。"
                continue
            with parts.open(sheet._worksheet_path.lstrip("/")) as part:
                marks = read_marks(part, most_rows=MOST_ROWS + MOST_ROWS_ABOVE, most_columns=MOST_COLUMNS)
            yield from _read_sheet(sheet, title, marks)


def _read_sheet(sheet: Any, title: str, marks: Marks) -> Iterator[RawRow | Notice]:
    if marks.far:
        raise SheetRefused(
            f"工作表“{title}”的 {marks.far} 单元格有内容,超出可读取的范围"
            f"({MOST_ROWS:,} 行、{MOST_COLUMNS} 列)。请删去多余的行和列,另存后上传。"
        )
    yield from _hidden_columns(title, marks)
    below = _Merged(marks)
    limit = MOST_ROWS + MOST_ROWS_ABOVE
    rows = sheet.iter_rows(max_row=limit + 1, max_col=MOST_COLUMNS)
    for number, row in enumerate(rows, 1):
        if number > limit:
            raise SheetRefused(TOO_MANY_ROWS)
        cells = below.filled(number, [_cell(each) for each in row])
        if cells:
            yield RawRow(title, number, number in marks.hidden_rows, tuple(cells))


def _hidden_columns(title: str, marks: Marks) -> Iterator[Notice]:
    if marks.hidden_columns:
        letters = "、".join(column_letters(each) for each in sorted(marks.hidden_columns))
        yield f"工作表“{title}”的 {letters} 列是隐藏的,已一并读取,请核对。"


class _Merged:
    """A cell merged downwards counts for each of its rows, as a reader sees it."""

    def __init__(self, marks: Marks) -> None:
        self._spans = {
            (row, left): top
            for top, left, bottom, _ in marks.merged
            if bottom - top < MOST_ROWS
            for row in range(top, bottom + 1)
        }
        self._tops: dict[tuple[int, int], Cell | None] = {}

    def filled(self, number: int, cells: list[Cell | None]) -> list[Cell | None]:
        """The row without empty cells at its end; empty when nothing stands in it."""
        own = any(cells)
        if self._spans:
            for at, cell in enumerate(cells):
                top = self._spans.get((number, at + 1))
                if top == number:
                    self._tops[(top, at)] = cell
                elif top is not None and own:
                    cells[at] = cell or self._tops.get((top, at))
        while cells and cells[-1] is None:
            cells.pop()
        return cells if own else []


def _cell(raw: Any) -> Cell | None:
    value = raw.value
    if value is None or value == "":
        return None
    if raw.data_type == "f":
        return Cell(CellKind.FORMULA, "")
    if raw.data_type == "e":
        return Cell(CellKind.ERROR, str(value)[:20])
    return _plain(value)


def _plain(value: Any) -> Cell | None:
    match value:
        case bool():
            return Cell(CellKind.BOOL, "是" if value else "否")
        case int() | float():
            return _number(value)
        case datetime():
            return Cell(CellKind.DATE, value.date().isoformat())
        case date():
            return Cell(CellKind.DATE, value.isoformat())
        case time():
            return Cell(CellKind.TEXT, f"{value:%H:%M}")
    return text_cell(str(value))


def _number(value: float) -> Cell:
    if abs(value) >= _KEPT:
        known = isinstance(value, int) and has_identity_number(str(value))
        return Cell(CellKind.IDENTITY if known else CellKind.LOST, "")
    return Cell(CellKind.NUMBER, str(value) if isinstance(value, int) else f"{value:.15g}")


def text_cell(text: str) -> Cell | None:
    """A text as it travels on: cut when it is endless, left behind when it holds an identity number."""
    if not text.strip():
        return None
    if has_identity_number(text):
        return Cell(CellKind.IDENTITY, "")
    if len(text) > MOST_CELL_CHARACTERS:
        return Cell(CellKind.LONG, text[:40])
    return Cell(CellKind.TEXT, text)
