"""How does the summary of a review become a workbook? One sheet, one block of rows a type; texts never run as formulas."""

from __future__ import annotations

from collections.abc import Sequence
from typing import IO, Any

from core.late import Late
from inspection.reviewing.summary import Line, TypeTable
from sites.ledger.cells import is_risky, printable

openpyxl, styles = Late("openpyxl"), Late("openpyxl.styles")
cells = Late("openpyxl.cell")

#: Head and name of the stage that is counted under it.
COUNTED = (
    ("阵地总数(处)", "part"),
    ("已提交自评(处)", "handed"),
    ("合格(处)", "met"),
    ("限期整改(处)", "short"),
    ("不合格(处)", "failed"),
)

#: The number by which a sheet names its paper.
_A4 = 9
_WIDTHS = {"A": 28, "B": 30}


def write_summary(title: str, note: str, tables: Sequence[TypeTable], target: IO[bytes]) -> None:
    book = openpyxl.Workbook(write_only=True)
    page = book.create_sheet("汇总")
    page.sheet_properties.pageSetUpPr.fitToPage = True
    page.page_setup.orientation, page.page_setup.paperSize = "landscape", _A4
    page.page_setup.fitToWidth, page.page_setup.fitToHeight = 1, 0
    for column, width in _WIDTHS.items():
        page.column_dimensions[column].width = width
    for column in "CDEFGH":
        page.column_dimensions[column].width = 16
    page.append([_text(page, f"{title}汇总表", bold=True, size=16)])
    page.append([_text(page, note)])
    heads = ["阵地类型", "复核工会", *(head for head, _ in COUNTED), "未提交自评(处)"]
    page.append([_text(page, head, bold=True) for head in heads])
    for table in tables:
        for line in table.lines:
            page.append(_row(page, table, line, bold=False))
        page.append(_row(page, table, table.total, bold=True))
    book.save(target)


def _row(page: Any, table: TypeTable, line: Line, *, bold: bool) -> list[Any]:
    names = [_text(page, table.label, bold=bold), _text(page, line.branch, bold=bold)]
    return [*names, *(line[name] for _, name in COUNTED), line.missing]


def _text(page: Any, text: str, *, bold: bool = False, size: int = 11) -> Any:
    cell = cells.WriteOnlyCell(page, printable(text))
    cell.data_type, cell.quotePrefix = "s", is_risky(text)
    cell.font = styles.Font(bold=bold, size=size)
    return cell
