"""Does every draw still follow from its sealed list and its seed, and the seed from its digest?"""

from __future__ import annotations

from core.registry import Recomputed
from inspection.models import SpotCheck
from inspection.spot_checks.drawing import draw, seed_digest
from inspection.spot_checks.selectors import drawn_draws, list_of


def replay_draws() -> Recomputed:
    """Every draw that was drawn."""
    count, differing = 0, []
    for check in drawn_draws():
        count += 1
        problem = _problem(check)
        if problem:
            differing.append(f"{check.number}:{problem}")
    return Recomputed(count, tuple(differing))


def _problem(check: SpotCheck) -> str:
    given = list_of(check)
    if given.digest != check.list_digest:
        return "名单与公布的摘要不一致"
    if seed_digest(check.seed) != check.seed_digest:
        return "种子与公布的摘要不一致"
    again = [(each.code, list(each.inspectors)) for each in draw(given, check.seed)]
    stored = [
        (row.site.code, [key for key, _ in row.inspectors]) for row in check.drawn.select_related("site")
    ]
    return "" if again == stored else "重新抽取的结果与保存的不一致"
