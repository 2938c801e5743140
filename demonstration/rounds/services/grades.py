"""The grades of a draft: written together, best first, and refused where they decide nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from core.actor import Actor
from core.workflow import TransitionRefused
from demonstration.models import Round, RoundGrade
from demonstration.rounds.transitions import ROUND


@dataclass(frozen=True)
class Grade:
    """What can be won, best first. ``floor`` in tenths; ``places`` empty: everyone above the floor."""

    name: str
    floor: int | None = None
    places: int | None = None
    is_reserve: bool = False
    site_type: str = ""


def set_grades(key: int, grades: Sequence[Grade], *, actor: Actor, now: datetime, seen: int) -> Round:
    """All grades at once, in their order. Raises ``TransitionRefused`` for a list that decides nothing."""
    with ROUND.step(key, "edit", actor=actor, now=now, seen=seen) as step:
        for problem in grade_problems(grades):
            raise TransitionRefused(problem)
        step.changes["等次"] = ("、".join(step.row.grades.values_list("name", flat=True)), _named(grades))
        step.row.grades.all().delete()
        RoundGrade.objects.bulk_create(
            RoundGrade(round=step.row, position=position, **vars(grade))
            for position, grade in enumerate(grades, 1)
        )
    return step.row


def _named(grades: Sequence[Grade]) -> str:
    return "、".join(grade.name for grade in grades)


def grade_problems(grades: Sequence[Grade]) -> list[str]:
    """What keeps these grades from deciding anything, as sentences. Those of each type are judged by themselves."""
    problems = [] if grades else ["请至少填写一个等次。"]
    for site_type in sorted({grade.site_type for grade in grades}):
        problems += _problems_of_type([grade for grade in grades if grade.site_type == site_type])
    return problems


def _problems_of_type(grades: Sequence[Grade]) -> Iterator[str]:
    names = Counter(grade.name for grade in grades)
    if "" in names or max(names.values()) > 1:
        yield "等次的名称不能为空,也不能重复。"
    floors = [grade.floor for grade in grades if grade.floor is not None]
    if any(lower >= upper for upper, lower in pairwise(floors)):
        yield "等次应从高到低填写,最低分逐级降低,不能相同。"
    yield from filter(None, map(_lack_of, grades))


def _lack_of(grade: Grade) -> str:
    if grade.floor is None and grade.places is None:
        return f"“{grade.name}”请填写最低分或名额,至少填一项。"
    return f"“{grade.name}”的名额至少填 1 个。" if grade.places is not None and grade.places < 1 else ""
