"""How are the counts of a review laid out, by type and by branch? Plain values; no database, no clock.

Branches stand in the order of the union tree, never by result: nobody is ranked.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sites.types import site_type, site_types


@dataclass(frozen=True)
class Line:
    """One branch and one type with its counts by the name of a stage."""

    branch_id: int
    branch: str
    type_code: str
    counts: Mapping[str, int]

    def __getitem__(self, name: str) -> int:
        return self.counts[name]

    @property
    def missing(self) -> int:
        """What takes part and was not handed in."""
        return self["part"] - self["handed"]

    @property
    def kept(self) -> dict[str, Any]:
        """As it is stored when the results are announced."""
        return {
            "branch_id": self.branch_id,
            "branch": self.branch,
            "type": self.type_code,
            "counts": dict(self.counts),
        }


@dataclass(frozen=True)
class TypeTable:
    """All branches of one type."""

    type_code: str
    lines: Sequence[Line] = field(default_factory=list)

    @property
    def label(self) -> str:
        return str(site_type(self.type_code).label)

    @property
    def total(self) -> Line:
        return totals_of(self.lines, self.type_code)


def totals_of(lines: Sequence[Line], type_code: str = "") -> Line:
    """The sums under some lines."""
    names = {name for line in lines for name in line.counts}
    return Line(0, "合计", type_code, {name: sum(line[name] for line in lines) for name in names})


def tables_of(lines: Iterable[Line]) -> list[TypeTable]:
    """One table a type, in the order of all lists; types without a site have none."""
    found: dict[str, list[Line]] = {}
    for line in lines:
        found.setdefault(line.type_code, []).append(line)
    return [TypeTable(kind.code, found[kind.code]) for kind in site_types() if kind.code in found]


def kept_lines(stored: Iterable[Mapping[str, Any]]) -> list[Line]:
    """The lines of the closing, as they were announced."""
    return [Line(each["branch_id"], each["branch"], each["type"], each["counts"]) for each in stored]
