"""How does a ledger become a workbook or a csv? Row by row, so that a hundred thousand sites need no more memory
than a hundred.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import IO, Any

from core.late import Late
from core.words import chinese_day
from sites.ledger.cells import Value, is_risky, neutralised, printable
from sites.ledger.columns import Column, Line

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
    """One type of site. ``note`` says as of when, how many, who took it out and when."""

    name: str
    title: str
    note: str
    columns: Sequence[Column]
    lines: Iterable[Line]


class Totals:
    """Sums of the columns that have one, and the number of sites, gathered while the rows pass."""

    def __init__(self, columns: Sequence[Column]) -> None:
        self.columns = columns
        self.count = 0
        self._sums: dict[str, Decimal] = {}

    def row_of(self, line: Line) -> list[Value]:
        """The values of one site."""
        self.count += 1
        values: list[Value] = []
        for column in self.columns:
            value = column.value(line)
            if column.is_summed and isinstance(value, int | Decimal):
                self._sums[column.code] = self._sums.get(column.code, Decimal(0)) + value
            values.append(value)
        return values

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
        for line in sheet.lines:
            values = totals.row_of(line)
            page.append([totals.count, *_cells(page, sheet.columns, values)])
        page.append([_styled(page, TOTAL, bold=True), *_cells(page, sheet.columns, totals.row)])
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


def _cells(page: Any, columns: Sequence[Column], values: Sequence[Value]) -> Iterator[Any]:
    """Plain values where that is safe: a cell object each would double the time."""
    for column, value in zip(columns, values, strict=True):
        if isinstance(value, str):
            yield _text(page, value) if is_risky(value) else printable(value)
        elif isinstance(value, date):
            yield _formatted(page, value, _DAY_FORMAT)
        elif column.is_money and value is not None:
            yield _formatted(page, value, _MONEY_FORMAT)
        else:
            yield value


def _formatted(page: Any, value: Value, number_format: str) -> Any:
    cell = cells.WriteOnlyCell(page, value)
    cell.number_format = number_format
    return cell


def csv_lines(columns: Sequence[Column], lines: Iterable[Line]) -> Iterator[bytes]:
    """Heads and one line a site, in UTF-8 with its mark at the start; nothing else, so that a program can read it."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow([column.label for column in columns])
    yield b"\xef\xbb\xbf" + _taken(buffer)
    totals = Totals(columns)
    for line in lines:
        writer.writerow([_csv_text(value) for value in totals.row_of(line)])
        if totals.count % 100 == 0:
            yield _taken(buffer)
    yield _taken(buffer)


def _taken(buffer: io.StringIO) -> bytes:
    data = buffer.getvalue().encode()
    buffer.seek(0)
    buffer.truncate()
    return data


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
