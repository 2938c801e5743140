"""What does a scoring table (评分表) say? Plain values, the same in a seed file, in the rows and in the digest.

Points are integer tenths of a point. Nothing here knows a site, a fact's value or a database.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

#: The whole of every table: 100 points.
WHOLE = 1000


class Purpose(StrEnum):
    """What an assessment is for; a criterion names those in which it counts."""

    ACCEPTANCE = "acceptance"
    YEARLY = "yearly"
    DEMONSTRATION = "demonstration"


PURPOSES = {
    Purpose.ACCEPTANCE: "验收",
    Purpose.YEARLY: "年度复核",
    Purpose.DEMONSTRATION: "示范评定",
}


class How(StrEnum):
    """How the points of a criterion come about.

    ``CHOICE``: a person picks one level. ``THRESHOLD``: a registered number, or the days until a registered date, on
    steps. ``LOOKUP``: a registered answer by its code. ``CHECKLIST``: how many of the named facilities are there, on
    steps. ``COUNT``: what was recorded in the cycle, on steps. ``JUDGEMENT``: a person gives points, with anchors.
    """

    CHOICE = "choice"
    THRESHOLD = "threshold"
    LOOKUP = "lookup"
    CHECKLIST = "checklist"
    COUNT = "count"
    JUDGEMENT = "judgement"


HOW = {
    How.CHOICE: "选项",
    How.THRESHOLD: "按登记数值",
    How.LOOKUP: "按登记选项",
    How.CHECKLIST: "按设施清单",
    How.COUNT: "按记录计数",
    How.JUDGEMENT: "现场评判",
}

#: Worked out from facts; nobody types these points.
AUTOMATIC = frozenset({How.THRESHOLD, How.LOOKUP, How.CHECKLIST, How.COUNT})

#: Of these a number is put on steps.
STEPPED = frozenset({How.THRESHOLD, How.CHECKLIST, How.COUNT})

EVIDENCE = {
    "photo": "照片",
    "document": "文件资料",
    "record": "台账记录",
    "visit": "现场查看",
    "survey": "满意度调查",
    "link": "链接",
    "register": "登记资料",
}


@dataclass(frozen=True, kw_only=True)
class Step:
    """From ``limit`` on (down from it where fewer is better) this is worth ``points``. Limits are in the fact's own
    stored unit: counts, hundredths of a square metre, tenths of a per cent, days.
    """

    limit: int
    points: int


@dataclass(frozen=True, kw_only=True)
class Level:
    """One answer that can be picked, or one anchor of a judgement, and what it is worth."""

    code: str
    label: str
    points: int


@dataclass(frozen=True, kw_only=True)
class Criterion:
    """One item. ``fact`` names a registered fact; ``items`` facility codes, alternatives parted by ``|``.

    ``is_basic``: full points are asked where a pass mark asks for the basics. ``may_not_apply``: with a reason it
    leaves the denominator.
    """

    code: str
    title: str
    standard: str
    how: How
    points: int
    purposes: tuple[Purpose, ...]
    evidence: tuple[str, ...] = ()
    fact: str = ""
    fewer_is_better: bool = False
    steps: tuple[Step, ...] = ()
    levels: tuple[Level, ...] = ()
    items: tuple[str, ...] = ()
    is_basic: bool = False
    may_not_apply: bool = False

    @property
    def is_automatic(self) -> bool:
        return self.how in AUTOMATIC

    def level(self, code: str) -> Level | None:
        return next((level for level in self.levels if level.code == code), None)


@dataclass(frozen=True, kw_only=True)
class Dimension:
    """A head of the table with its items."""

    code: str
    name: str
    criteria: tuple[Criterion, ...]

    @property
    def points(self) -> int:
        return sum(each.points for each in self.criteria)


@dataclass(frozen=True, kw_only=True)
class Veto:
    """One case of 一票否决. Where ``fact`` is named, the register answers: below ``at_least``, or one of ``answers``.

    An unknown fact vetoes nothing: it is told as 未核实 and a person answers.
    """

    code: str
    title: str
    purposes: tuple[Purpose, ...]
    fact: str = ""
    at_least: int | None = None
    answers: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class PassMark:
    """When a purpose is met. ``pass_at`` and ``rectify_at`` are tenths of a point of 100; below the second it failed.

    ``dimension_percent``: no head may earn less than this share of its points.
    """

    purpose: Purpose
    pass_at: int
    rectify_at: int
    dimension_percent: int = 0
    needs_basics: bool = False


@dataclass(frozen=True, kw_only=True)
class Rubric:
    """The scoring table of one site type. ``gap_limit``: between two columns, above it a word is asked (tenths).

    ``least_sample``: answers below which a survey says nothing.
    """

    site_type: str
    title: str
    dimensions: tuple[Dimension, ...]
    vetoes: tuple[Veto, ...] = ()
    marks: tuple[PassMark, ...] = ()
    half_points: bool = True
    gap_limit: int = 100
    least_sample: int = 10

    @property
    def unit(self) -> int:
        """The least step of typed points, in tenths."""
        return 5 if self.half_points else 10

    def criteria(self) -> Iterator[Criterion]:
        for dimension in self.dimensions:
            yield from dimension.criteria

    def criterion(self, code: str) -> Criterion:
        """Raises ``KeyError`` for an item of another table."""
        for each in self.criteria():
            if each.code == code:
                return each
        raise KeyError(code)

    def title_of(self, code: str) -> str:
        """What people call an item or a veto; the code itself where the table has neither."""
        titles = {each.code: each.title for each in self.criteria()}
        titles |= {each.code: each.title for each in self.vetoes}
        return titles.get(code, code)

    def veto(self, code: str) -> Veto | None:
        return next((veto for veto in self.vetoes if veto.code == code), None)

    def mark_for(self, purpose: Purpose) -> PassMark | None:
        return next((mark for mark in self.marks if mark.purpose == purpose), None)

    def vetoes_for(self, purpose: Purpose) -> tuple[Veto, ...]:
        return tuple(veto for veto in self.vetoes if purpose in veto.purposes)


def points_text(tenths: int) -> str:
    """7.5, 8: as people write points."""
    whole, tenth = divmod(tenths, 10)
    return f"{whole}.{tenth}" if tenth else str(whole)
