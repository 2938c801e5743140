"""What does the order of a round rest on, and what does it come to? Plain values, so that it can be worked out again.

Knows neither the rows nor the page. One table for each type of site, since points of different scoring tables do not
compare.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from demonstration.ranking.aggregates import AggregationRule, Method, aggregate
from demonstration.ranking.cutting import Grade, Line, Standing, apply_cut, lines
from demonstration.ranking.ordering import Entry, Placed, TieRule, ranked
from demonstration.ranking.overrides import Override, overridden


@dataclass(frozen=True)
class Case:
    """One nomination. ``totals`` in tenths by who gave them; ``measures`` for the tie-breaks; ``decision``: the code of
    the grade that the department put it into, with its reason.
    """

    key: str
    totals: Mapping[str, int]
    measures: Mapping[str, int] = field(default_factory=dict)
    decision: tuple[str, str] | None = None

    @property
    def spread(self) -> int:
        """Tenths between the highest and the lowest total."""
        return max(self.totals.values()) - min(self.totals.values()) if self.totals else 0


@dataclass(frozen=True)
class Table:
    """The cases of one type under the rules of their round."""

    rule: AggregationRule
    ties: tuple[TieRule, ...]
    grades: tuple[Grade, ...]
    cases: tuple[Case, ...]

    @property
    def unscored(self) -> list[str]:
        return [case.key for case in self.cases if not case.totals]

    @cached_property
    def placed(self) -> list[Placed]:
        """Best first; cases that nobody scored stand nowhere."""
        found = []
        for case in self.cases:
            total = aggregate(case.totals.values(), self.rule)
            if total is not None:
                found.append(Entry(case.key, total.hundredths, case.measures))
        return ranked(found, self.ties)

    @cached_property
    def by_rule(self) -> list[Standing]:
        """As the grades cut the order, before anybody decided otherwise."""
        return apply_cut(self.placed, self.grades)

    def standings(self) -> list[Standing]:
        """By the rule, and then as the department decided."""
        return list(self._decided)

    @cached_property
    def lines(self) -> list[Line]:
        """What stands at the lower end of each grade, by the rule."""
        return lines(self.by_rule, self.grades)

    @cached_property
    def by_key(self) -> dict[str, Case]:
        return {case.key: case for case in self.cases}

    @cached_property
    def _decided(self) -> list[Standing]:
        by_rule = self.by_rule
        there = {standing.key for standing in by_rule}
        decisions = [
            Override(case.key, *case.decision) for case in self.cases if case.decision and case.key in there
        ]
        return overridden(by_rule, decisions, self.grades)


def kept(table: Table) -> dict[str, Any]:
    """As a locked list stores it: texts, whole numbers and lists, in an order of their own."""
    return {
        "method": table.rule.method.value,
        "trim_from": table.rule.trim_from,
        "ties": [[rule.measure, rule.label] for rule in table.ties],
        "grades": [[grade.code, grade.label, grade.places, grade.floor] for grade in table.grades],
        "cases": [
            {
                "key": case.key,
                "totals": dict(case.totals),
                "measures": dict(case.measures),
                "decision": list(case.decision) if case.decision else None,
            }
            for case in sorted(table.cases, key=lambda case: case.key)
        ],
    }


def table_of(told: Mapping[str, Any]) -> Table:
    """The table that was kept."""
    return Table(
        AggregationRule(Method(told["method"]), told["trim_from"]),
        tuple(TieRule(measure, label) for measure, label in told["ties"]),
        tuple(Grade(code, label, places, floor) for code, label, places, floor in told["grades"]),
        tuple(_case_of(each) for each in told["cases"]),
    )


def _case_of(told: Mapping[str, Any]) -> Case:
    decision = told["decision"]
    return Case(told["key"], told["totals"], told["measures"], tuple(decision) if decision else None)


def outcome_of(standings: Iterable[Standing]) -> list[list[Any]]:
    """Key, rank, score in hundredths, code of the grade, reason: the lines of a list, as they are digested."""
    return [
        [
            each.key,
            each.placed.rank,
            each.placed.entry.score,
            each.grades[0] if each.settled else None,
            each.reason,
        ]
        for each in standings
    ]


def unsettled(standings: Sequence[Standing]) -> list[Standing]:
    """Ties across a line that nobody decided."""
    return [each for each in standings if not each.settled]
