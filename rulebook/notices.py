"""What does a yearly notice say, and is it plausible? Pure: what was read from a file in, a value or every error out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from core.canonical import digest

LONGEST_HOLIDAY = 15
SATURDAY = 5


@dataclass(frozen=True)
class Day:
    """One day that the notice names: a make-up workday or a day off."""

    date: date
    is_workday: bool
    name: str


@dataclass(frozen=True)
class Notice:
    """The yearly notice; ``days`` in the order of the dates."""

    year: int
    document_number: str
    issued_on: date
    source: str
    days: tuple[Day, ...]

    @property
    def digest(self) -> str:
        days = [[day.date.isoformat(), day.is_workday, day.name] for day in self.days]
        head = [self.year, self.document_number, self.issued_on.isoformat(), self.source]
        return digest([*head, days])


@dataclass(frozen=True, order=True)
class Problem:
    """One thing wrong; line 0 means the file as a whole."""

    line: int
    text: str

    def __str__(self) -> str:
        return f"第 {self.line} 行:{self.text}" if self.line else self.text


class BadNotice(ValueError):
    """The file cannot be used; ``problems`` lists everything that is wrong with it."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems


@dataclass(frozen=True)
class Entry:
    """One run of days as read: text or date, with the line it stands on."""

    line: int
    is_workday: bool
    name: Any
    start: Any
    end: Any


@dataclass
class Reading:
    """A file as read, not yet judged."""

    head: dict[str, tuple[int, Any]] = field(default_factory=dict)
    entries: list[Entry] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def _date(value: Any) -> date | None:
    if type(value) is date:
        return value
    found = re.fullmatch(r"(\d{4})(?:-|/|\.|年)(\d{1,2})(?:-|/|\.|月)(\d{1,2})日?", str(value).strip())
    try:
        return date(*map(int, found.groups())) if found else None
    except ValueError:
        return None


def judged(read: Reading) -> Notice:
    head = _Head(read)
    days = _days(read, head.year) if head.year else ()
    if read.problems or head.year is None or head.issued_on is None:
        raise BadNotice(sorted(read.problems))
    return Notice(head.year, head.document_number, head.issued_on, head.source, days)


class _Head:
    """The four facts about the notice itself; what is wrong goes to the problems of the reading."""

    def __init__(self, read: Reading) -> None:
        self._read = read
        self.year = self._year()
        self.document_number = self._text("document_number", "文号", required=True)
        self.issued_on = self._issued_on()
        self.source = self._text("source", "来源", required=False)

    def _complain(self, name: str, text: str) -> None:
        line, _ = self._read.head.get(name, (0, None))
        self._read.problems.append(Problem(line, text))

    def _year(self) -> int | None:
        _, value = self._read.head.get("year", (0, ""))
        if re.fullmatch(r"20\d\d", str(value)):
            return int(value)
        self._complain("year", "年份缺失或不正确,请填写四位年份,例如 2027。")
        return None

    def _text(self, name: str, label: str, *, required: bool) -> str:
        _, value = self._read.head.get(name, (0, ""))
        text = str(value).strip()
        if required and not text:
            self._complain(name, f"缺少{label},请按通知原文填写。")
        if len(text) > 80:
            self._complain(name, f"{label}超过 80 个字,请核对。")
        return text

    def _issued_on(self) -> date | None:
        _, value = self._read.head.get("issued_on", (0, ""))
        day = _date(value)
        if day is None:
            self._complain("issued_on", "印发日期缺失或不是日期,请写成 2026-11-04 的形式。")
        elif self.year and day.year not in (self.year - 1, self.year):
            self._complain("issued_on", f"印发日期 {day} 与年份 {self.year} 不相符,请核对。")
        return day


def _days(read: Reading, year: int) -> tuple[Day, ...]:
    found: dict[date, Day] = {}
    for entry in read.entries:
        for day in _days_of(read, entry, year):
            if day.date in found:
                read.problems.append(Problem(entry.line, f"{day.date} 重复出现,请删去一处。"))
            found[day.date] = day
    if not any(not day.is_workday for day in found.values()) and not read.problems:
        read.problems.append(Problem(0, "文件中没有任何放假日期,请核对。"))
    return tuple(found[day] for day in sorted(found))


def _days_of(read: Reading, entry: Entry, year: int) -> Iterator[Day]:
    start, end = _date(entry.start), _date(entry.end)
    name = str(entry.name).strip()
    problem = _entry_problem(entry, name, start, end, year)
    if problem or start is None or end is None:
        read.problems.append(Problem(entry.line, problem))
        return
    for offset in range((end - start).days + 1):
        yield Day(start + timedelta(days=offset), entry.is_workday, name)


def _entry_problem(entry: Entry, name: str, start: date | None, end: date | None, year: int) -> str:
    if not 0 < len(name) <= 40:
        return "缺少节日名称(不超过 40 个字),请补充。"
    if start is None or end is None:
        wrong = entry.start if start is None else entry.end
        return f"“{name}”的日期“{wrong}”不正确,请写成 {year}-01-01 的形式。"
    if end < start:
        return f"“{name}”的结束日期早于开始日期,请核对。"
    if (end - start).days >= LONGEST_HOLIDAY:
        return f"“{name}”超过 {LONGEST_HOLIDAY} 天,请核对起止日期。"
    if start < date(year - 1, 12, 1) or end > date(year, 12, 31):
        return f"“{name}”的日期不在 {year} 年(或上年 12 月)内,请核对。"
    return _makeup_problem(start, end) if entry.is_workday else ""


def _makeup_problem(start: date, end: date) -> str:
    days = (start + timedelta(days=offset) for offset in range((end - start).days + 1))
    wrong = next((day for day in days if day.weekday() < SATURDAY), None)
    return f"调休上班日 {wrong} 本来就是工作日,请核对。" if wrong else ""
