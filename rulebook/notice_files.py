"""How is a yearly notice read from a file? Two forms: TOML as in the seeds, and CSV with the columns 类别, 名称, 开始, 结束.

Knows the form of the files only; whether a notice makes sense is judged in ``notices``.
"""

from __future__ import annotations

import csv
import io
import re
import tomllib
from collections.abc import Iterator
from typing import Any

from rulebook.notices import BadNotice, Entry, Notice, Problem, Reading, judged

#: No notice has ever been this long; more is another file.
MAX_BYTES = 64 * 1024
CSV_HEADER = ("类别", "名称", "开始", "结束")


def read_notice(content: bytes, file_name: str) -> Notice:
    """The notice in this file. Raises ``BadNotice`` with every error by line."""
    if len(content) > MAX_BYTES:
        raise BadNotice([Problem(0, "文件过大(超过 64 KB),请确认选择的是节假日安排文件。")])
    text = _decoded(content)
    read = _read_csv(text) if file_name.lower().endswith(".csv") else _read_toml(text)
    return judged(read)


def _decoded(content: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise BadNotice([Problem(0, "文件不是文本,无法读取。请使用 TOML 或 CSV 文件。")])


#: First cell of a line about the notice itself, and the name of what it says.
_HEAD = {"年份": "year", "文号": "document_number", "印发日期": "issued_on", "来源": "source"}


def _read_csv(text: str) -> Reading:
    read = Reading()
    rows = csv.reader(io.StringIO(text))
    header = [cell.strip() for cell in next(rows, [])]
    if tuple(header[:4]) != CSV_HEADER:
        raise BadNotice([Problem(1, f"表头应为:{','.join(CSV_HEADER)}。")])
    for cells in rows:
        _read_line(read, rows.line_num, *([cell.strip() for cell in cells] + [""] * 4)[:4])
    return read


def _read_line(read: Reading, line: int, kind: str, name: str, start: str, end: str) -> None:
    if kind in _HEAD:
        read.head[_HEAD[kind]] = (line, start if kind == "印发日期" else name)
    elif kind in ("放假", "上班"):
        read.entries.append(Entry(line, kind == "上班", name, start, end or start))
    elif kind or name or start:
        words = f"不认识的类别“{kind}”,只能填写年份、文号、印发日期、来源、放假、上班。"
        read.problems.append(Problem(line, words))


def _read_toml(text: str) -> Reading:
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        place = re.search(r"line (\d+)", str(error))
        line = int(place.group(1)) if place else 0
        raise BadNotice([Problem(line, "不符合 TOML 格式,请对照样例检查引号、等号和日期写法。")]) from None
    lines = text.splitlines()
    keys = ("year", "document_number", "issued_on", "source")
    read = Reading({key: (_line_of(lines, rf"{key}\s*="), table[key]) for key in keys if key in table})
    starts = [number for number, line in enumerate(lines, 1) if re.match(r"\s*\[\[\s*holiday\s*]]", line)]
    holidays = table.get("holiday", [])
    if not isinstance(holidays, list) or len(starts) != len(holidays):
        raise BadNotice([Problem(0, "每个假期应单独以 [[holiday]] 开头,请对照样例修改。")])
    for line, holiday in zip(starts, holidays, strict=True):
        read.entries += _toml_entries(line, holiday)
    return read


def _line_of(lines: list[str], pattern: str) -> int:
    return next((number for number, line in enumerate(lines, 1) if re.match(rf"\s*{pattern}", line)), 0)


def _toml_entries(line: int, holiday: dict[str, Any]) -> Iterator[Entry]:
    name = holiday.get("name", "")
    yield Entry(line, False, name, holiday.get("from", ""), holiday.get("to", holiday.get("from", "")))
    makeup = holiday.get("makeup", [])
    for day in makeup if isinstance(makeup, list) else [makeup]:
        yield Entry(line, True, name, day, day)
