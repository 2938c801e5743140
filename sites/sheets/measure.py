"""May this file be parsed at all? Counts and unpacks without keeping anything; believes no size that is declared.

Bounded in memory and time for any input, so that a web process may ask. Only names and bytes are looked at;
cells are read elsewhere, in a process that may die.
"""

from __future__ import annotations

import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

from sites.sheets.limits import (
    BROKEN,
    MB,
    MOST_DIRECTORY_BYTES,
    MOST_FILE_BYTES,
    MOST_PARTS,
    MOST_RATIO,
    MOST_UNPACKED_BYTES,
    RATIO_COUNTS_FROM,
    SheetRefused,
)

XLSX, CSV = "xlsx", "csv"

_STEP = 64 * 1024
_ZIP = b"PK\x03\x04"
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OTHER = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b")
_MARKUP = re.compile(rb"\s*<(?:!doctype|html|head|body|table|meta|\?xml|svg)", re.IGNORECASE)
_END_OF_DIRECTORY = b"PK\x05\x06"
_ZIP64 = b"PK\x06\x07"
_END_SIZE, _LONGEST_COMMENT = 22, 65_535

#: Parts that act, reach out or hide another file, by how their names begin or end.
_REFUSED_PARTS = (
    (re.compile(r"vbaproject|macrosheets/|\.bin$|activex/", re.I), "宏或控件"),
    (re.compile(r"externallinks/", re.I), "引用其他文件的链接"),
    (re.compile(r"xl/connections\.xml|querytables/|xl/model/|customdata/", re.I), "外部数据连接"),
    (re.compile(r"embeddings/", re.I), "嵌入的其他文件"),
)
_PRINTER = re.compile(r"printersettings/printersettings\d*\.bin$", re.I)
_RELATION = re.compile(rb"<(?:\w+:)?Relationship\b[^>]*>")
_LONGEST_TAG = 4096


def measure_file(path: Path, name: str) -> str:
    """``XLSX`` or ``CSV``; raises ``SheetRefused`` with what is wrong and what to do."""
    size = path.stat().st_size
    if size == 0:
        raise SheetRefused("文件是空的,请核对后重新选择。")
    if size > MOST_FILE_BYTES:
        raise SheetRefused(f"文件超过 {MOST_FILE_BYTES // MB} MB,请分成几个文件上传,或删去图片后另存。")
    with path.open("rb") as file:
        head = file.read(_STEP)
    if head.startswith(_ZIP):
        _measure_zip(path, size)
        return XLSX
    _refuse_foreign(head, name)
    return CSV


def _refuse_foreign(head: bytes, name: str) -> None:
    """What is neither a zip nor plain text, or says that it is a workbook and is not."""
    if head.startswith(_OLD_OFFICE):
        raise SheetRefused("这是旧版 .xls 文件或加了密码的文件,请打开后另存为不带密码的 .xlsx,再上传。")
    if _MARKUP.match(head.removeprefix(b"\xef\xbb\xbf")):
        raise SheetRefused(
            "文件内容是网页,不是表格(有些系统导出的文件只是改了扩展名)。请用 Excel 或 WPS 打开后另存为 .xlsx,再上传。"
        )
    is_named_text = name.lower().endswith((".csv", ".txt"))
    if head.startswith(_OTHER) or not is_named_text:
        raise SheetRefused("文件不是 Excel 工作簿(.xlsx)或 CSV 表格,请选择这两种文件。")


def _measure_zip(path: Path, size: int) -> None:
    _check_directory(path, size)
    try:
        with zipfile.ZipFile(path) as parts:
            infos = parts.infolist()
            _check_names([info.filename for info in infos])
            total = 0
            for info in infos:
                total += _measure_part(parts, info, total)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, struct.error):
        raise SheetRefused(BROKEN) from None


def _check_directory(path: Path, size: int) -> None:
    """The list of parts is bounded before it is read: 100,000 parts cost memory by their names alone."""
    with path.open("rb") as file:
        file.seek(max(0, size - _END_SIZE - _LONGEST_COMMENT))
        tail = file.read()
    at = tail.rfind(_END_OF_DIRECTORY)
    if at < 0 or len(tail) - at < _END_SIZE:
        raise SheetRefused(BROKEN)
    parts, directory = struct.unpack_from("<HI", tail, at + 10)
    if _ZIP64 in tail or parts > MOST_PARTS or directory > MOST_DIRECTORY_BYTES:
        raise SheetRefused(
            f"文件内部超过 {MOST_PARTS:,} 个部件,不是正常的表格。请把内容复制到新的工作簿后上传。"
        )


def _check_names(names: list[str]) -> None:
    if len(names) > MOST_PARTS or len(set(names)) != len(names):
        raise SheetRefused(BROKEN)
    if "[Content_Types].xml" not in names or not any(name.startswith("xl/") for name in names):
        raise SheetRefused("文件不是 Excel 工作簿(.xlsx),请打开后另存为 .xlsx,再上传。")
    for name in names:
        for pattern, what in _REFUSED_PARTS:
            if pattern.search(name) and not _PRINTER.search(name):
                raise SheetRefused(f"文件里有{what},不能上传。请把内容按“只粘贴数值”复制到新的工作簿后上传。")


def _measure_part(parts: zipfile.ZipFile, info: zipfile.ZipInfo, before: int) -> int:
    """The really unpacked size of one part; stops as soon as a limit is passed."""
    if info.flag_bits & 1:
        raise SheetRefused("文件加了密码,请去掉密码后另存,再上传。")
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise SheetRefused(BROKEN)
    is_markup = info.filename.lower().endswith((".xml", ".rels", ".vml"))
    size, kept = 0, b""
    for piece in _pieces(parts, info):
        size += len(piece)
        if before + size > MOST_UNPACKED_BYTES:
            limit = MOST_UNPACKED_BYTES // MB
            raise SheetRefused(f"文件解压后超过 {limit} MB,不能读取。请只保留需要的行和列,另存后上传。")
        if size > RATIO_COUNTS_FROM and size > MOST_RATIO * max(1, info.compress_size):
            raise SheetRefused(
                "文件压缩得异常紧密,解压后会占满内存,不能读取。请把内容复制到新的工作簿后上传。"
            )
        if is_markup:
            _refuse_entities(kept + piece, is_start=not kept)
            kept = piece[-_LONGEST_TAG:]
    if info.filename.endswith(".rels"):
        _refuse_reaching_out(parts, info, size)
    return size


def _pieces(parts: zipfile.ZipFile, info: zipfile.ZipInfo) -> Iterator[bytes]:
    with parts.open(info) as part:
        while piece := part.read(_STEP):
            yield piece


def _refuse_entities(text: bytes, *, is_start: bool) -> None:
    lowered = text.lower()
    in_another_encoding = is_start and (text[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\x00" in text[:4])
    if b"<!doctype" in lowered or b"<!entity" in lowered or in_another_encoding:
        raise SheetRefused(
            "文件内部带有外部实体声明,不是 Excel 或 WPS 正常保存的文件。请把内容复制到新的工作簿后上传。"
        )


def _refuse_reaching_out(parts: zipfile.ZipFile, info: zipfile.ZipInfo, size: int) -> None:
    """Relations to something outside, apart from links that a reader would have to click."""
    if size > MB:
        raise SheetRefused(BROKEN)
    for relation in _RELATION.findall(parts.read(info)):
        if b'"External"' in relation and b"/hyperlink" not in relation:
            raise SheetRefused("文件引用了外部文件或网址,不能上传。请按“只粘贴数值”复制到新的工作簿后上传。")
