"""How does a ledger become a workbook or a csv? Row by row, so that a hundred thousand sites need no more memory
than a hundred.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import IO, Any

from core.late import Late
from core.words import chinese_day
from sites.ledger.cells import Value, is_risky, neutralised, printable
from sites.ledger.columns import Column, Line
from sites.ledger.spelling import remembered

openpyxl, styles = Late("openpyxl"), Late("openpyxl.styles")
cells, utils = Late("openpyxl.cell"), Late("openpyxl.utils")

NUMBER_HEAD = "序号"
TOTAL = "合计"
_MONEY_FORMAT = "#,##0.00"
_DAY_FORMAT = "yyyy-mm-dd"

#: The number by which a sheet names its paper.
_A4 = 9

#: Rows above the data: title, what it holds and who took it, heads.
_HEAD_ROWS = 3


@dataclass(frozen=True)
class Sheet:
    """One type of site. ``chunks``: its lines, some hundred at a time. ``note`` says as of when, how many, who took it out and when."""

    name: str
    title: str
    note: str
    columns: Sequence[Column]
    chunks: Iterable[Sequence[Line]]


class Totals:
    """Sums of the columns that have one, and the number of sites, gathered while the rows pass."""

    def __init__(self, columns: Sequence[Column]) -> None:
        self.columns = columns
        self.count = 0
        self._sums: dict[str, Decimal] = {}

    def add(self, lines: Sequence[Line]) -> None:
        self.count += len(lines)
        for column in self.columns:
            if column.is_summed:
                told = [value for value in column.each(lines) if isinstance(value, int | Decimal)]
                if told:
                    before = self._sums.get(column.code, Decimal(0))
                    self._sums[column.code] = before + sum(told, Decimal(0))

    @property
    def row(self) -> list[Value]:
        """The last row: how many sites under the first column that has no sum, sums under the others."""
        values: list[Value] = [self._sums.get(column.code) for column in self.columns]
        free = next((at for at, column in enumerate(self.columns) if not column.is_summed), None)
        if free is not None:
            values[free] = f"{self.count} 处"
        return values


def write_workbook(sheets: Iterable[Sheet], target: IO[bytes]) -> None:
    """All sheets as one xlsx: text never runs as a formula, dates are dates, codes keep every digit."""
    book = openpyxl.Workbook(write_only=True)
    for sheet in sheets:
        page = book.create_sheet(sheet.name)
        _set_up(page, sheet)
        page.append([_styled(page, sheet.title, bold=True, size=16)])
        page.append([_styled(page, sheet.note)])
        heads = [NUMBER_HEAD, *(column.label for column in sheet.columns)]
        page.append([_styled(page, head, bold=True, wrap=True) for head in heads])
        totals = Totals(sheet.columns)
        cells = [remembered(_cell_of(page, column)) for column in sheet.columns]
        for lines in sheet.chunks:
            columns = [column.each(lines, cell) for column, cell in zip(sheet.columns, cells, strict=True)]
            for number, row in enumerate(zip(*columns, strict=True), totals.count + 1):
                page.append((number, *row))
            totals.add(lines)
        sums = [_cell(page, column, value) for column, value in zip(sheet.columns, totals.row, strict=True)]
        page.append([_styled(page, TOTAL, bold=True), *sums])
    book.save(target)


def _set_up(page: Any, sheet: Sheet) -> None:
    """A4 on its side, heads on each page, who took it at the foot."""
    page.sheet_properties.pageSetUpPr.fitToPage = True
    page.page_setup.orientation, page.page_setup.paperSize = "landscape", _A4
    page.page_setup.fitToWidth, page.page_setup.fitToHeight = 1, 0
    page.print_title_rows = f"{_HEAD_ROWS}:{_HEAD_ROWS}"
    page.freeze_panes = f"C{_HEAD_ROWS + 1}"
    page.oddFooter.left.text = sheet.note.replace("&", "&&")[:200]
    page.oddFooter.right.text = "第 &P 页,共 &N 页"
    page.column_dimensions["A"].width = 6
    for at, column in enumerate(sheet.columns, 2):
        page.column_dimensions[utils.get_column_letter(at)].width = column.width


def _styled(page: Any, text: str, *, bold: bool = False, size: int = 11, wrap: bool = False) -> Any:
    cell = _text(page, text)
    cell.font = styles.Font(bold=bold, size=size)
    if wrap:
        cell.alignment = styles.Alignment(wrap_text=True, vertical="center")
    return cell


def _text(page: Any, text: str) -> Any:
    """A cell that is a text whatever it starts with, also after somebody has edited it."""
    cell = cells.WriteOnlyCell(page, printable(text))
    cell.data_type = "s"
    cell.quotePrefix = is_risky(text)
    return cell


def _cell_of(page: Any, column: Column) -> Callable[..., Any]:
    """What the page takes for the parts of a line; a row is written at once, so that a cell serves many of them."""
    return lambda *parts: _cell(page, column, column.spell(*parts))


def _cell(page: Any, column: Column, value: Value) -> Any:
    """A plain value where that is safe: a cell object each would double the time."""
    if isinstance(value, str):
        text = printable(value)  # what it drops may have hidden a sign of a formula
        return _text(page, text) if is_risky(text) else text
    if isinstance(value, date):
        return _formatted(page, value, _DAY_FORMAT)
    if column.is_money and value is not None:
        return _formatted(page, value, _MONEY_FORMAT)
    return value


def _formatted(page: Any, value: Value, number_format: str) -> Any:
    cell = cells.WriteOnlyCell(page, value)
    cell.number_format = number_format
    return cell


def csv_lines(columns: Sequence[Column], chunks: Iterable[Sequence[Line]]) -> Iterator[bytes]:
    """Heads and one line a site, in UTF-8 with its mark at the start; nothing else, so that a program can read it."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow([column.label for column in columns])
    yield b"\xef\xbb\xbf" + _taken(buffer)
    texts = [remembered(_csv_text_of(column)) for column in columns]
    for lines in chunks:
        written = [column.each(lines, text) for column, text in zip(columns, texts, strict=True)]
        writer.writerows(zip(*written, strict=True))
        yield _taken(buffer)


def _taken(buffer: io.StringIO) -> bytes:
    data = buffer.getvalue().encode()
    buffer.seek(0)
    buffer.truncate()
    return data


def _csv_text_of(column: Column) -> Callable[..., str]:
    return lambda *parts: _csv_text(column.spell(*parts))


def _csv_text(value: Value) -> str:
    if value is None:
        return ""
    if isinstance(value, date):
        return value.isoformat()
    return neutralised(printable(value)) if isinstance(value, str) else f"{value}"


def paper_text(column: Column, value: Value) -> str:
    """A value as it is printed."""
    if isinstance(value, date):
        return chinese_day(value)
    if isinstance(value, int | Decimal):
        return (
            f"{value:,.2f}"
            if column.is_money
            else f"{value.normalize() if isinstance(value, Decimal) else value:f}"
        )
    return value or ""
