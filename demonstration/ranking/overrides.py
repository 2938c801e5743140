"""What the department decides against the rule, or where the rule leaves a tie across a line; never without a reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from demonstration.ranking.cutting import NOT_NAMED, Grade, Standing


@dataclass(frozen=True)
class Override:
    """A decision of the department against, or beyond, the rule."""

    key: str
    grade: str
    reason: str


def overridden(
    standings: Sequence[Standing], decisions: Iterable[Override], grades: Sequence[Grade]
) -> list[Standing]:
    """The standings as decided. ``ValueError``: no reason, an entry twice or unknown, a grade unknown."""
    known = {grade.code for grade in grades} | {NOT_NAMED}
    keys = {each.key for each in standings}
    decided: dict[str, Override] = {}
    for each in decisions:
        if not each.reason.strip():
            raise ValueError(f"the decision on {each.key} has no reason")
        if each.key in decided or each.key not in keys or each.grade not in known:
            raise ValueError(f"the decision on {each.key} names an entry twice, or nothing that is there")
        decided[each.key] = each
    return [
        replace(each, grades=(decided[each.key].grade,), reason=decided[each.key].reason)
        if each.key in decided
        else each
        for each in standings
    ]


def overfull(standings: Iterable[Standing], grades: Iterable[Grade]) -> dict[str, int]:
    """By grade, how many more were put there than it has places; only decisions of people can do that."""
    there = Counter(each.grades[0] for each in standings if each.settled)
    over = {grade.code: there[grade.code] - grade.places for grade in grades if grade.places is not None}
    return {code: number for code, number in over.items() if number > 0}
