"""What stands in the inputs of one item, and how is it said? As it was saved, or as it was typed; no database."""

from __future__ import annotations

from dataclasses import dataclass

from inspection.models import ScoreAnswer
from rulebook.rubric import Criterion, Veto, points_text

#: What an answer that does not apply is called among the levels.
NOT_APPLICABLE = "na"

MET, NOT_MET = "yes", "no"


@dataclass(frozen=True)
class Fields:
    """The inputs of an item by the ends of their names."""

    level: str = ""
    points: str = ""
    reason: str = ""
    met: str = ""
    note: str = ""


#: Nothing was said yet.
EMPTY = Fields()


def fields_of(answer: ScoreAnswer | None) -> Fields:
    """As the inputs show a saved answer."""
    if answer is None:
        return EMPTY
    met = "" if answer.is_met is None else MET if answer.is_met else NOT_MET
    return Fields(
        level=NOT_APPLICABLE if answer.not_applicable else answer.level,
        points="" if answer.points is None else points_text(answer.points),
        reason=answer.not_applicable,
        met=met,
        note=answer.note,
    )


def said_of(asked: Criterion | Veto, fields: Fields) -> str:
    """三项都有(30 分), 7.5 分, 不适用:…, 有这种情形; 没有评分 for empty inputs."""
    word = _word(asked, fields)
    return f"{word}。说明:{fields.note}" if fields.note else word


def _word(asked: Criterion | Veto, fields: Fields) -> str:
    if isinstance(asked, Veto):
        return {MET: "有这种情形", NOT_MET: "没有这种情形"}.get(fields.met, "没有作答")
    if fields.level == NOT_APPLICABLE:
        return f"不适用:{fields.reason}" if fields.reason else "不适用"
    level = asked.level(fields.level)
    if level is not None:
        return f"{level.label}({points_text(level.points)} 分)"
    return f"{fields.points} 分" if fields.points else "没有评分"
