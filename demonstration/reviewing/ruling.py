"""What does the rule of assignment look at, and how is that kept, so that a run can be done again? No database."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from demonstration.assignment.facts import Case, Facts, Given, Reviewer, Rule
from demonstration.assignment.planning import Plan, assign


def pool_of(facts: Facts) -> dict[str, Any]:
    """As it is stored: lists in one order."""
    return {
        "rule": [facts.rule.per_case, facts.rule.most, facts.rule.own_district],
        "cases": sorted([each.key, each.district, each.kind] for each in facts.cases),
        "reviewers": sorted(
            [each.key, each.district, sorted(each.kinds), each.most] for each in facts.reviewers
        ),
        "barred": sorted([list(pair) for pair in facts.barred]),
        "given": sorted([each.case, each.reviewer, each.begun] for each in facts.given),
    }


def facts_in(pool: Mapping[str, Any]) -> Facts:
    """What was stored."""
    return Facts(
        cases=tuple(Case(*each) for each in pool["cases"]),
        reviewers=tuple(
            Reviewer(key, district, frozenset(kinds), most)
            for key, district, kinds, most in pool["reviewers"]
        ),
        rule=Rule(*pool["rule"]),
        barred=frozenset((case, who) for case, who in pool["barred"]),
        given=tuple(Given(*each) for each in pool["given"]),
    )


def result_of(plan: Plan) -> dict[str, Any]:
    """What came out, as it is stored."""
    return {
        "kept": [list(pair) for pair in plan.kept],
        "new": [list(pair) for pair in plan.new],
        "released": [list(pair) for pair in plan.released],
        "unfilled": [[each.case, each.has, each.wants, each.why] for each in plan.unfilled],
    }


def ruled(pool: Mapping[str, Any], seed: str) -> Plan:
    """The plan for what was stored; the same again for ever."""
    return assign(facts_in(pool), seed)
