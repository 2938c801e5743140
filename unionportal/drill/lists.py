"""Small lists of sites as offices send them, made on the spot; the drills and the suite share them."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import openpyxl

HEADS = ["序号", "阵地名称", "阵地类型", "所属区(市)", "详细地址", "使用面积", "启用日期"]


def row_of(number: int, **changes: Any) -> list[Any]:
    """One proper row below ``HEADS``."""
    row = {
        "序号": number,
        "阵地名称": f"第{number}号户外劳动者驿站",
        "阵地类型": "户外劳动者驿站",
        "所属区(市)": "市南区",
        "详细地址": f"文登路{number}号",
        "使用面积": "25.5",
        "启用日期": "2024-05-01",
    }
    return list({**row, **changes}.values())


def book_of(rows: list[list[Any]], title: str = "名单") -> openpyxl.Workbook:
    book = openpyxl.Workbook()
    book.active.title = title
    for row in rows:
        book.active.append(row)
    return book


def saved(book: openpyxl.Workbook) -> bytes:
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def xlsx(*rows: list[Any]) -> bytes:
    """A workbook with ``HEADS`` above these rows."""
    return saved(book_of([HEADS, *rows]))


def csv_of(*rows: list[Any]) -> str:
    return "\n".join(",".join(str(cell) for cell in row) for row in [HEADS, *rows])
