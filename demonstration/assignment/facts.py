"""What an assignment rests on: cases, reviewers, the rule, who is barred and what is there already. Plain values.

Keys are texts. An empty district bars nobody and meets nobody.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Case:
    """``district`` and ``kind`` (site type) are codes; an empty district bars nobody."""

    key: str
    district: str = ""
    kind: str = ""


@dataclass(frozen=True)
class Reviewer:
    """``kinds``: types that he reviews, empty for all. ``most``: cases at most, ``None`` for what the rule says."""

    key: str
    district: str = ""
    kinds: frozenset[str] = frozenset()
    most: int | None = None


@dataclass(frozen=True)
class Given:
    """A case that a reviewer has already. ``begun``: something was written, so it is not moved."""

    case: str
    reviewer: str
    begun: bool = False


@dataclass(frozen=True)
class Rule:
    """``per_case``: reviewers of each case. ``most``: cases of each reviewer at most, begun ones counted."""

    per_case: int
    most: int
    own_district: bool = False


@dataclass(frozen=True)
class Facts:
    """Everything that an assignment rests on. ``barred``: (case, reviewer) of conflicts and recusals."""

    cases: tuple[Case, ...]
    reviewers: tuple[Reviewer, ...]
    rule: Rule
    barred: frozenset[tuple[str, str]] = frozenset()
    given: tuple[Given, ...] = ()


def bars(facts: Facts, case: Case, person: Reviewer) -> str:
    """Why this reviewer may not get this case, in a few words; empty where he may."""
    if (case.key, person.key) in facts.barred:
        return "须回避"
    if person.kinds and case.kind not in person.kinds:
        return "不评这类阵地"
    if case.district and case.district == person.district and not facts.rule.own_district:
        return "与阵地同区(市)"
    return ""
