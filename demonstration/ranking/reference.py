"""What does the department see beside the official order? Leanings, adjusted ranks, cases that depend on the method."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from demonstration.ranking.methods import Depending, by_every_method, depending
from demonstration.ranking.panels import NotEnough
from demonstration.ranking.rank_intervals import RankInterval, rank_intervals
from demonstration.ranking.severity import Adjusted, Leaning, judge_severity
from demonstration.ranking.tables import Table


@dataclass(frozen=True)
class Reference:
    """By key. Never used for the official order."""

    leanings: list[Leaning]
    adjusted: dict[str, Adjusted]
    ranks: dict[str, RankInterval]
    depending: list[Depending]


def reference_of(table: Table, scores: Mapping[str, Mapping[str, int]]) -> Reference | NotEnough:
    """``scores``: totals of papers by nomination and reviewer, over all types: a leaning is that of a person."""
    found = judge_severity(scores)
    if isinstance(found, NotEnough):
        return found
    keys = {case.key for case in table.cases} & set(found.adjusted)
    tables = by_every_method(
        {case.key: case.totals for case in table.cases},
        {case.key: case.measures for case in table.cases},
        table.rule,
        table.ties,
        found,
    )
    return Reference(
        sorted(found.leanings.values(), key=lambda each: (each.leaning, each.reviewer)),
        found.adjusted,
        rank_intervals(found, among=keys),
        depending(tables, table.grades),
    )
