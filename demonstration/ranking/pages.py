"""What stands at a line, and what severity says, in the words of the page of an order."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Mapping
from typing import Any

from demonstration.ranking.cutting import Line
from demonstration.ranking.reference import Reference
from demonstration.ranking.words import adjusted_words, interval_words, leaning_words, score_words


def line_words(line: Line, name_of: Callable[[str], str], taken: Container[str]) -> str:
    """``taken``: codes of the grades that somebody has by the rule."""
    if line.across:
        return f"{len(line.across)} 份同分,正在线上,请逐份确定等次"
    if not line.last_in:
        return "还没有够条件的"
    if not line.first_out and line.grade not in taken:
        return "没有申报列入,以上等次已列完"
    if line.gap is None:
        return f"最后一名是{name_of(line.last_in[0])},其后没有别的申报"
    first, last = name_of(line.first_out[0]), name_of(line.last_in[0])
    return f"最后一名是{last},线下第一名是{first},相差 {score_words(line.gap)}"


def reference_lines(
    found: Reference, reviewers: Mapping[str, str], sites: Mapping[str, str], doubtful: Iterable[str]
) -> dict[str, Any]:
    """``sites``: names by the keys of the nominations that the page shows."""
    return {
        "leanings": [
            {
                "label": reviewers.get(each.reviewer, ""),
                "value": leaning_words(each),
                "note": f"评了 {each.cases} 份",
            }
            for each in found.leanings
        ],
        "ranks": [
            f"{name}:{interval_words(found.ranks[key])};参考分 {adjusted_words(found.adjusted[key])}"
            for key, name in sites.items()
            if key in found.ranks
        ],
        "depending": [sites[key] for key in doubtful if key in sites],
    }
