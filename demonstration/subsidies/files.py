"""How does an approved batch become a file for finance? The same batch gives the same bytes; texts never run as formulas."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from core.clock import LEGAL_ZONE
from core.late import Late
from core.money import plain_yuan
from core.words import chinese_day
from demonstration.models import Subsidy, SubsidyBatch, SubsidyState
from rulebook.choices import TitleLevel
from sites.ledger.cells import is_risky, neutralised, printable

openpyxl, styles = Late("openpyxl"), Late("openpyxl.styles")
cells = Late("openpyxl.cell")

HEADS = (
    *("序号", "补助编号", "阵地名称", "阵地编码", "阵地类型", "级别", "档次", "计算依据"),
    *("收款工会", "代管账户工会", "金额(元)"),
)
_WIDTHS = (6, 22, 30, 14, 20, 10, 16, 50, 30, 30, 16)
_MONEY = "#,##0.00"
#: The number by which a sheet names its paper.
_A4 = 9
#: The first moment that a zip can tell: what is inside bears no hour of its own.
_EPOCH = (1980, 1, 1, 0, 0, 0)
_HOUR = re.compile(rb"(<dcterms:(created|modified)[^>]*>)[^<]*(</dcterms)")


def counted(lines: Sequence[Subsidy]) -> list[Subsidy]:
    """Those that get money."""
    return [line for line in lines if line.state != SubsidyState.DROPPED]


def rows_of(lines: Sequence[Subsidy]) -> list[list[str | int | Decimal]]:
    """One row a line; the amount last, exact."""
    return [
        [
            at,
            line.number,
            str(line.site),
            line.site.code or "",
            line.site.type_label,
            str(TitleLevel(line.facts["level"]).label) if line.facts.get("level") else "",
            line.tier,
            line.rule,
            line.payee.name,
            line.keeper.name if line.keeper else "",
            plain_yuan(line.amount),
        ]
        for at, line in enumerate(counted(lines), 1)
    ]


def csv_of(lines: Sequence[Subsidy]) -> bytes:
    """Heads and one line a site, UTF-8 with its mark; nothing else, so that a program can add it up."""
    target = io.StringIO()
    writer = csv.writer(target)
    writer.writerow(HEADS)
    for row in rows_of(lines):
        writer.writerow(
            [neutralised(printable(each)) if isinstance(each, str) else f"{each}" for each in row]
        )
    return b"\xef\xbb\xbf" + target.getvalue().encode()


def xlsx_of(batch: SubsidyBatch, lines: Sequence[Subsidy]) -> bytes:
    """One sheet with its sum at the foot."""
    book = openpyxl.Workbook(write_only=True)
    page = book.create_sheet("拨付清单")
    page.sheet_properties.pageSetUpPr.fitToPage = True
    page.page_setup.orientation, page.page_setup.paperSize = "landscape", _A4
    page.page_setup.fitToWidth, page.page_setup.fitToHeight = 1, 0
    for letter, width in zip("ABCDEFGHIJK", _WIDTHS, strict=True):
        page.column_dimensions[letter].width = width
    page.append([_text(page, f"{batch.title}拨付清单", bold=True, size=16)])
    page.append([_text(page, note_of(batch))])
    page.append([_text(page, head, bold=True) for head in HEADS])
    rows = rows_of(lines)
    for row in rows:
        page.append([_cell(page, each) for each in row])
    total = sum((line.amount for line in counted(lines)), 0)
    page.append(
        [
            _text(page, "合计", bold=True),
            *[None] * (len(HEADS) - 2),
            _cell(page, plain_yuan(total), bold=True),
        ]
    )
    target = io.BytesIO()
    book.save(target)
    return _without_hours(target.getvalue())


def note_of(batch: SubsidyBatch) -> str:
    """Whose money, approved when; nothing of who took the list out, so that it is the same each time."""
    pool = batch.pool
    approved = ""
    if batch.approved_at:
        day = chinese_day(batch.approved_at.astimezone(LEGAL_ZONE).date())
        approved = f" · {day}批准,{batch.meeting}" if batch.meeting else f" · {day}批准"
    number = f"({pool.document_number})" if pool.document_number else ""
    return f"{pool.issuer.name} · {pool.year}年度{pool.name}{number} · {pool.source}{approved}"


def _text(page: Any, text: str, *, bold: bool = False, size: int = 11) -> Any:
    cell = cells.WriteOnlyCell(page, printable(text))
    cell.data_type, cell.quotePrefix = "s", is_risky(text)
    cell.font = styles.Font(bold=bold, size=size)
    return cell


def _cell(page: Any, value: str | int | Decimal, *, bold: bool = False) -> Any:
    if isinstance(value, str):
        return _text(page, value)
    cell = cells.WriteOnlyCell(page, value)
    cell.font = styles.Font(bold=bold)
    if isinstance(value, Decimal):
        cell.number_format = _MONEY
    return cell


def _without_hours(data: bytes) -> bytes:
    """The same workbook without the moment it was written."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(target, "w") as made:
        for name in sorted(source.namelist()):
            part = zipfile.ZipInfo(name, _EPOCH)
            part.compress_type, part.external_attr = zipfile.ZIP_DEFLATED, 0o600 << 16
            content = source.read(name)
            if name == "docProps/core.xml":
                content = _HOUR.sub(rb"\g<1>1980-01-01T00:00:00Z\g<3>", content)
            made.writestr(part, content)
    return target.getvalue()
