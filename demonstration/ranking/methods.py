"""Whose outcome depends on how it is counted? The same scores by every method, beside what the round's own rule says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from demonstration.ranking.aggregates import METHODS, AggregationRule, Method, aggregate
from demonstration.ranking.cutting import Grade, apply_cut
from demonstration.ranking.ordering import Entry, Placed, TieRule, ranked
from demonstration.ranking.panels import Scores
from demonstration.ranking.severity import Severity

#: The name of the order by adjusted scores, beside the values of ``Method``.
ADJUSTED = "adjusted"
WORDS: dict[str, str] = {**{method.value: label for method, label in METHODS.items()}, ADJUSTED: "参考名次"}


@dataclass(frozen=True)
class Depending:
    """An entry that one method names and another does not, or puts into another grade. ``grades``: by method, the
    grades it can have (several for a tie across a line).
    """

    key: str
    grades: dict[str, tuple[str, ...]]


def by_every_method(
    scores: Scores,
    measures: Mapping[str, Mapping[str, int]],
    rule: AggregationRule,
    tie_breaks: Sequence[TieRule] = (),
    severity: Severity | None = None,
) -> dict[str, list[Placed]]:
    """The ranking under each method; the round's own first. Entries without any score stand in none.

    ``measures``: by entry, for the tie-breaks. Without a ``severity`` there is no adjusted order. Where every reviewer
    scored every case, leanings are the same for all: the adjusted order is then that of the round's rule, by whatever
    method it goes.
    """
    methods = [rule.method, *(method for method in Method if method != rule.method)]
    tables: dict[str, list[Placed]] = {}
    for method in methods:
        found = {
            key: aggregate(given.values(), AggregationRule(method, rule.trim_from))
            for key, given in scores.items()
        }
        worth = {key: each.hundredths for key, each in found.items() if each}
        tables[method.value] = _order(worth, measures, tie_breaks)
    if severity and severity.complete:
        tables[ADJUSTED] = tables[rule.method.value]
    elif severity:
        worth = {key: severity.adjusted[key].score for key in scores if key in severity.adjusted}
        tables[ADJUSTED] = _order(worth, measures, tie_breaks)
    return tables


def _order(
    worth: Mapping[str, int], measures: Mapping[str, Mapping[str, int]], tie_breaks: Sequence[TieRule]
) -> list[Placed]:
    return ranked((Entry(key, score, measures.get(key, {})) for key, score in worth.items()), tie_breaks)


def depending(tables: Mapping[str, Sequence[Placed]], grades: Sequence[Grade]) -> list[Depending]:
    """Those whose grade is not the same under every table, in the order of the first."""
    found: dict[str, dict[str, tuple[str, ...]]] = {}
    for method, placed in tables.items():
        for standing in apply_cut(placed, grades):
            found.setdefault(standing.key, {})[method] = standing.grades
    return [Depending(key, told) for key, told in found.items() if len(set(told.values())) > 1]
