"""How far are two columns apart, in all and item by item? Tenths of a point; no database."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from rulebook.outcome import Outcome
from rulebook.rubric import Rubric, points_text


def gap_of(earlier: Outcome, later: Outcome) -> int:
    """The later total less the earlier one."""
    return later.total - earlier.total


def gaps_by_item(earlier: Outcome, later: Outcome) -> Mapping[str, int]:
    """By code, for items that have points in both and differ."""
    before = {item.criterion.code: item.points for item in earlier.items}
    found: dict[str, int] = {}
    for item in later.items:
        points = before.get(item.criterion.code)
        if points is not None and item.points is not None and item.points != points:
            found[item.criterion.code] = item.points - points
    return found


def word_wanted(rubric: Rubric, later: Outcome, earlier: Iterable[tuple[str, Outcome]]) -> str:
    """The sentence that asks for an explanation; empty while no earlier column is farther away than the table allows."""
    for label, outcome in earlier:
        gap = gap_of(outcome, later)
        if abs(gap) > rubric.gap_limit:
            more = "高" if gap > 0 else "低"
            return (
                f"总分比{label}{more} {points_text(abs(gap))} 分,超过 {points_text(rubric.gap_limit)} 分,"
                "请在“差距说明”中写明原因。"
            )
    return ""
