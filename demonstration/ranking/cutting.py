"""Who is named? The grades of a round, best first, each with its places or its floor; who stands at each line.

Grades take from the top of the ranking. A tie that does not fit as a whole is cut by nobody: it stands between the
grades until the department decides it, with a reason.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from demonstration.ranking.ordering import Placed

#: The code of no grade at all.
NOT_NAMED = ""


@dataclass(frozen=True)
class Grade:
    """``places``: how many at most, ``None`` as many as reach it. ``floor``: hundredths of a point, reached counts."""

    code: str
    label: str
    places: int | None = None
    floor: int | None = None


@dataclass(frozen=True)
class Standing:
    """``grades``: one code where it is clear, several (best first) for a tie across a line; ``NOT_NAMED`` is a code too.

    ``reason``: why a person decided otherwise; empty where the rule decided.
    """

    placed: Placed
    grades: tuple[str, ...]
    reason: str = ""

    @property
    def key(self) -> str:
        return self.placed.entry.key

    @property
    def settled(self) -> bool:
        return len(self.grades) == 1


@dataclass(frozen=True)
class Line:
    """What stands at the lower end of a grade, as keys. ``gap``: hundredths of a point between the last above and the
    first below, ``None`` where one of them is missing or a tie lies across.
    """

    grade: str
    last_in: tuple[str, ...]
    across: tuple[str, ...]
    first_out: tuple[str, ...]
    gap: int | None


@dataclass(frozen=True)
class Change:
    """An entry that another cut, or another method, would put elsewhere."""

    key: str
    before: tuple[str, ...]
    after: tuple[str, ...]


def apply_cut(placed: Sequence[Placed], grades: Sequence[Grade]) -> list[Standing]:
    """Every entry of a ranking (as ``ranked`` gives it) with its grade."""
    by_rank: dict[int, list[str]] = {}
    for each, grade in zip(placed, _walked([each.entry.score for each in placed], grades), strict=True):
        met = by_rank.setdefault(each.rank, [])
        if grade not in met:
            met.append(grade)
    return [Standing(each, tuple(by_rank[each.rank])) for each in placed]


def _walked(scores: Sequence[int], grades: Sequence[Grade]) -> list[str]:
    """The grade of each position; scores stand best first."""
    found: list[str] = []
    at, used = 0, 0
    for score in scores:
        while at < len(grades) and not _has_room(grades[at], score, used):
            at, used = at + 1, 0
        found.append(grades[at].code if at < len(grades) else NOT_NAMED)
        used += 1
    return found


def _has_room(grade: Grade, score: int, used: int) -> bool:
    return (grade.floor is None or score >= grade.floor) and (grade.places is None or used < grade.places)


def lines(standings: Sequence[Standing], grades: Sequence[Grade]) -> list[Line]:
    """The lower line of every grade, best first. Reads what the rule gave; decided ones stand where they were put."""
    level = {grade.code: at for at, grade in enumerate(grades)} | {NOT_NAMED: len(grades)}
    return [_line(standings, grade.code, level) for grade in grades]


def _line(standings: Sequence[Standing], code: str, level: dict[str, int]) -> Line:
    above, across, below = _parted(standings, level, level[code])
    last = _of_rank(above, max((each.placed.rank for each in above), default=0))
    first = _of_rank(below, min((each.placed.rank for each in below), default=0))
    gap = last[0].placed.entry.score - first[0].placed.entry.score if last and first and not across else None
    return Line(code, _keys(last), _keys(across), _keys(first), gap)


def _parted(
    standings: Sequence[Standing], level: dict[str, int], at: int
) -> tuple[list[Standing], list[Standing], list[Standing]]:
    """Those above a line, those that could stand on either side of it, those below."""
    above: list[Standing] = []
    across: list[Standing] = []
    below: list[Standing] = []
    parts: dict[tuple[str, ...], list[Standing]] = {}
    for grades in {each.grades for each in standings}:
        levels = [level[grade] for grade in grades]
        parts[grades] = above if max(levels) <= at else below if min(levels) > at else across
    for each in standings:
        parts[each.grades].append(each)
    return above, across, below


def _of_rank(standings: Iterable[Standing], rank: int) -> list[Standing]:
    return [each for each in standings if each.placed.rank == rank]


def _keys(standings: Iterable[Standing]) -> tuple[str, ...]:
    return tuple(each.key for each in standings)


def changes(before: Iterable[Standing], after: Iterable[Standing]) -> list[Change]:
    """Who would stand elsewhere, in the order of ``before``. Both hold the same entries."""
    later = {each.key: each.grades for each in after}
    return [
        Change(each.key, each.grades, later[each.key]) for each in before if each.grades != later[each.key]
    ]


def moved(
    grades: Sequence[Grade], code: str, *, places: int | None = None, floor: int | None = None
) -> list[Grade]:
    """The same grades with one line elsewhere; what is not given stays."""
    return [
        replace(
            grade,
            places=grade.places if places is None else places,
            floor=grade.floor if floor is None else floor,
        )
        if grade.code == code
        else grade
        for grade in grades
    ]


def what_if(placed: Sequence[Placed], grades: Sequence[Grade], other: Sequence[Grade]) -> list[Change]:
    """Who changes when the cut is ``other`` instead."""
    return changes(apply_cut(placed, grades), apply_cut(placed, other))
