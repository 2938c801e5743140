"""What does a notice say, line by line? The page shows these lines, their digest is what a look at the page is held against.

Pure: no database.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from html.parser import HTMLParser

from core.clock import LEGAL_ZONE
from core.words import chinese_day
from rulebook.choices import Counted

#: Elements of the page that hold a line carry this attribute; cells of a row are parted by tabs.
MARK = "data-line"
CELL = "\t"
HEAD = ("序号", "阵地名称", "推荐工会", "阵地类型", "等次")

SIGNED = (
    "提出异议应当实事求是,写明对象、事实和依据。提倡署名:单位提出的加盖公章,个人提出的写明真实姓名和联系电话,"
    "对署名人的信息严格保密;匿名提出的,线索具体的同样核查。"
)


@dataclass(frozen=True)
class Told:
    """A notice as it hangs out."""

    title: str
    paragraphs: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    closing: tuple[str, ...]
    signature: tuple[str, ...]

    @property
    def lines(self) -> list[str]:
        rows = [CELL.join(row) for row in (HEAD, *self.rows)]
        return [self.title, *self.paragraphs, *rows, *self.closing, *self.signature]

    @property
    def content(self) -> str:
        return "\n".join(self.lines)


@dataclass(frozen=True)
class Terms:
    """What the closing lines of a notice rest on."""

    posted_at: datetime
    days: int
    counted: str
    counts_posting_day: bool
    ends_on: date
    is_provisional: bool
    is_extended: bool
    office: str
    phone: str
    address: str
    issuer: str


def told(title: str, body: str, rows: Iterable[Sequence[str]], terms: Terms) -> Told:
    """``rows``: position, name, union, type and grade of each entry."""
    return Told(
        one_line(title),
        tuple(text for line in body.splitlines() if (text := one_line(line))),
        tuple(tuple(one_line(cell) for cell in row) for row in rows),
        (period_words(terms), contact_words(terms), SIGNED),
        (terms.issuer, chinese_day(terms.posted_at.astimezone(LEGAL_ZONE).date())),
    )


def one_line(text: str) -> str:
    return " ".join(text.split())


def period_words(terms: Terms) -> str:
    posted_on = chinese_day(terms.posted_at.astimezone(LEGAL_ZONE).date())
    ends_on = chinese_day(terms.ends_on)
    if terms.is_extended:
        return f"公示时间:{posted_on}至{ends_on}24时(已延长)。"
    unit = f"个{Counted(terms.counted).label}"
    counted = "发布当日计入" if terms.counts_posting_day else "发布当日不计入"
    rest = "截止日暂定,有关年度的放假安排公布后确定,不早于这一天" if terms.is_provisional else ""
    words = ";".join(filter(None, (f"{terms.days} {unit}", counted, rest)))
    return f"公示时间:{posted_on}至{ends_on}24时({words})。"


def contact_words(terms: Terms) -> str:
    where = f",地址 {terms.address}" if terms.address else ""
    return f"公示期间如有异议,请向受理部门反映,也可以在本页面提出。受理部门:{terms.office},电话 {terms.phone}{where}。"


def digest_of(lines: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


class _Reader(HTMLParser):
    """Collects the text of marked elements; a marked row keeps its cells apart."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.lines: list[str] = []
        self._tag, self._depth = "", 0
        self._cells: list[list[str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self._tag:
            self._depth += tag == self._tag
            if tag in ("td", "th"):
                self._cells.append([])
        elif any(name == MARK for name, _ in attrs):
            self._tag, self._depth, self._cells = tag, 1, [] if tag == "tr" else [[]]

    def handle_endtag(self, tag: str) -> None:
        if self._tag == tag:
            self._depth -= 1
            if not self._depth:
                self.lines.append(CELL.join(one_line("".join(cell)) for cell in self._cells))
                self._tag = ""

    def handle_data(self, data: str) -> None:
        if self._tag and self._cells:
            self._cells[-1].append(data)


def lines_on(page: str) -> list[str]:
    """The lines that a visitor finds on the page."""
    reader = _Reader()
    reader.feed(page)
    return reader.lines
