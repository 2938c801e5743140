"""Spreadsheets that nobody sends by accident, and a few that do harm by accident: bytes, and what must be said to them.

Sizes are megabytes once unpacked; nothing here knows how a file is read.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from dataclasses import dataclass

from unionportal.drill.lists import HEADS, book_of, csv_of, row_of, saved, xlsx

#: Made up, with a right check character; it must never leave the process that reads.
IDENTITY = "370202199001010015"

SHEET = "xl/worksheets/sheet1.xml"
GOOD = xlsx(row_of(1))
#: What a workbook is made of; without them it is any other zip.
_WORKBOOK = ("workbook.xml", "styles.xml", "theme/theme1.xml", "_rels/workbook.xml.rels", "sharedStrings.xml")


def repacked(data: bytes, changes: dict[str, bytes | None], level: int = 9) -> bytes:
    """The workbook with parts replaced, added or (``None``) taken out."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=level) as new,
    ):
        for name in dict.fromkeys([*old.namelist(), *changes]):
            part = changes[name] if name in changes else old.read(name)
            if part is not None:
                new.writestr(name, part)
    return out.getvalue()


def sheet_with(rows: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(GOOD)) as parts:
        return parts.read(SHEET).replace(b"</sheetData>", rows + b"</sheetData>")


def rows_bomb(size: int) -> bytes:
    """Endless rows in little more than a megabyte."""
    row = b'<row r="3"><c r="A3" t="inlineStr"><is><t>' + b"0" * 940 + b"</t></is></c></row>"
    return repacked(GOOD, {SHEET: sheet_with(row * (size * 1_000))})


def strings_bomb(size: int) -> bytes:
    """The same in the table of texts that all cells share."""
    item = b"<si><t>" + b"0" * 980 + b"</t></si>"
    head = b'<?xml version="1.0"?><sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    return repacked(GOOD, {"xl/sharedStrings.xml": head + item * (size * 1_000) + b"</sst>"})


def many_parts(size: int) -> bytes:
    """A hundred thousand parts at 300 MB, and never so few that the limit is not passed."""
    count = max(size * 334, 3_000)
    return repacked(GOOD, {f"xl/media/{number}": b"" for number in range(count)}, level=0)


def far_cell(size: int = 0) -> bytes:
    """Two cells, 1.4 kB, and seventeen thousand million places between them."""
    cell = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    return repacked(GOOD, {SHEET: sheet_with(cell)})


def with_entity(part: str, target: str = "file:///etc/hostname") -> bytes:
    with zipfile.ZipFile(io.BytesIO(GOOD)) as parts:
        text = parts.read(part)
    declared = b'<!DOCTYPE x [<!ENTITY file SYSTEM "' + target.encode() + b'">]>'
    head, mark, rest = text.partition(b"?>")
    return repacked(GOOD, {part: head + mark + declared + rest if mark else declared + text})


def reaching_out(target: str = "http://127.0.0.1:9/x") -> bytes:
    relation = (
        '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="r1" Type="http://x/image" Target="{target}" TargetMode="External"/></Relationships>'
    )
    return repacked(GOOD, {"xl/worksheets/_rels/sheet1.xml.rels": relation.encode()})


def another_zip(size: int) -> bytes:
    return repacked(GOOD, {name: None for name in (SHEET, *(f"xl/{part}" for part in _WORKBOOK))})


def hidden_sheet(size: int) -> bytes:
    """One sheet to read, and a hidden one whose rows must stay out."""
    book = book_of([HEADS, row_of(1)])
    secret = book.create_sheet("内部")
    secret.sheet_state = "hidden"
    secret.append(row_of(2, 阵地名称="隐藏的阵地"))
    return saved(book)


def with_formulas(size: int) -> bytes:
    """A formula with an old result beside it, and texts that a spreadsheet would take for one."""
    typed = b'<c r="F2" t="inlineStr"><is><t>25.5</t></is></c>'
    sheet = sheet_with(b"").replace(typed, b'<c r="F2"><f>1+1</f><v>987654</v></c>')
    return repacked(GOOD, {SHEET: sheet})


def with_identity(size: int) -> bytes:
    """As text, in full width, and as a number that has lost its end."""
    wide = "".join(chr(ord(digit) + 0xFEE0) for digit in IDENTITY)
    texts = [row_of(1, 详细地址=f"文登路 {IDENTITY}"), row_of(2, 详细地址=wide)]
    return xlsx(*texts, row_of(3, 使用面积=int(IDENTITY)))


def long_list(size: int) -> bytes:
    """An honest list, 100,000 rows at 300 MB: the most that is read at all."""
    return csv_of(*(row_of(number) for number in range(1, size * 100_000 // 300))).encode()


@dataclass(frozen=True)
class Hostile:
    """``words`` must stand in the answer, ``never`` must not; ``make`` takes the size."""

    what: str
    make: Callable[[int], bytes]
    words: str
    called: str = "名单.xlsx"
    never: str = ""


def _with(part: str, content: bytes) -> Callable[[int], bytes]:
    return lambda size: repacked(GOOD, {part: content})


#: Refused by whoever takes the file in, before anything is parsed.
REFUSED = {
    "bomb": Hostile("行数据压缩炸弹", rows_bomb, "压缩得异常紧密"),
    "strings": Hostile("共享文本压缩炸弹", strings_bomb, "压缩得异常紧密"),
    "many parts": Hostile("部件过多的压缩包", many_parts, "2,000 个部件"),
    "macros": Hostile("带宏的工作簿", _with("xl/vbaProject.bin", b"x"), "宏或控件", "名单.xlsm"),
    "links": Hostile(
        "引用其他工作簿", _with("xl/externalLinks/externalLink1.xml", b"<a/>"), "引用其他文件的链接"
    ),
    "connections": Hostile("外部数据连接", _with("xl/connections.xml", b"<a/>"), "外部数据连接"),
    "outside": Hostile("关系指向外部网址", lambda size: reaching_out(), "引用了外部文件或网址"),
    "entity in the sheet": Hostile("工作表中的外部实体", lambda size: with_entity(SHEET), "外部实体"),
    "entity in the types": Hostile(
        "内容类型中的外部实体", lambda size: with_entity("[Content_Types].xml"), "外部实体"
    ),
    "entity in the properties": Hostile(
        "文件属性中的外部实体", lambda size: with_entity("docProps/core.xml"), "外部实体"
    ),
    "web page": Hostile(
        "改名为 .xlsx 的网页",
        lambda size: b"\xef\xbb\xbf <html><table><tr><td>1</td></tr></table>",
        "网页",
    ),
    "old workbook": Hostile(
        "旧版或加密的 .xls",
        lambda size: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600,
        "旧版 .xls",
        "名单.xls",
    ),
    "picture": Hostile(
        "改名为 .csv 的图片",
        lambda size: b"\x89PNG\r\n\x1a\n" + b"\0" * 99,
        "不是 Excel 工作簿",
        "名单.csv",
    ),
    "text named workbook": Hostile("改名为 .xlsx 的文本", lambda size: b"hello", "不是 Excel 工作簿"),
    "cut": Hostile("只传了九成的文件", lambda size: GOOD[: len(GOOD) * 9 // 10], "损坏"),
    "another zip": Hostile("普通压缩包", another_zip, "不是 Excel 工作簿"),
}

#: Taken in, and refused or marked cell by cell by the process that reads.
READ = {
    "far cell": Hostile("XFD1048576 单元格有内容", far_cell, "XFD1048576"),
    "no text": Hostile(
        "编码看不出来的 CSV", lambda size: b"\xff\x00\xfe\x81" * 40, "编码看不出来", "名单.csv"
    ),
    "formulas": Hostile("公式及其旧结果", with_formulas, "公式", never="987654"),
    "hidden sheet": Hostile("隐藏的工作表", hidden_sheet, "工作表“内部”是隐藏的", never="隐藏的阵地"),
    "identity": Hostile("身份证号码", with_identity, "身份证号码", never=IDENTITY),
    "gb18030": Hostile(
        "GB18030 编码",
        lambda size: csv_of(row_of(1, 阵地名称="𬭊岛路驿站")).encode("gb18030"),
        "𬭊岛路驿站",
        "名单.csv",
    ),
    "utf-16": Hostile(
        "UTF-16 编码",
        lambda size: csv_of(row_of(1, 阵地名称="㐂乐路驿站")).encode("utf-16"),
        "㐂乐路驿站",
        "名单.csv",
    ),
    "long list": Hostile("最长的正常名单", long_list, "户外劳动者驿站", "名单.csv"),
}
