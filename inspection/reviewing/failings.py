"""What has to be mended where a site is not up to its table? Read from the outcome that was handed in; no database."""

from __future__ import annotations

import json

from rulebook.outcome import Standing
from rulebook.rubric import Rubric, points_text

#: As long as a line of an order.
MOST_WORDS = 300

_VETO_REMEDY = "消除该情形,并附整改说明。"


def failings_of(rubric: Rubric, outcome: str) -> list[tuple[str, str]]:
    """Problem and remedy of each veto that is met and of each item without its full points, in the order of the table."""
    told = json.loads(outcome)
    vetoes = [
        (f"一票否决情形:{rubric.title_of(code)}", _VETO_REMEDY)
        for code, is_met, _ in told["vetoes"]
        if is_met
    ]
    items = []
    for code, standing, points, _, _ in told["items"]:
        full = rubric.criterion(code)
        if standing != Standing.NOT_APPLICABLE and (points or 0) < full.points:
            problem = f"{full.title}:应得 {points_text(full.points)} 分,实得 {points_text(points or 0)} 分"
            items.append((problem[:MOST_WORDS], full.standard[:MOST_WORDS]))
    return [*vetoes, *items]
