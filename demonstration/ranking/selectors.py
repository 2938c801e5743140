"""What do pages and services read of the order of a round? The tables behind it, from submitted reviews. Never writes."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.db.models import Count, Q, QuerySet

from demonstration.models import (
    Nomination,
    NominationState,
    Review,
    ReviewKind,
    ReviewState,
    Round,
    RoundGrade,
    TieBreak,
)
from demonstration.ranking.aggregates import AggregationRule, Method
from demonstration.ranking.cutting import NOT_NAMED, Grade
from demonstration.ranking.ordering import TieRule
from demonstration.ranking.tables import Case, Table, table_of
from demonstration.rounds.selectors import last_scores

#: From this stage on a nomination takes part in the order.
RANKED = (
    NominationState.REVIEW,
    NominationState.SELECTED,
    NominationState.RESERVE,
    NominationState.UNSELECTED,
    NominationState.NAMED,
)

#: Rounds whose order one process remembers.
MOST_ROUNDS = 4

#: Nomination, reviewer, kind, tenths.
Submitted = tuple[int, int, str, int | None]
#: Key, site, type, rank by its branch, grade that was decided, with which reason.
Ranked = tuple[int, int, str, int | None, int | None, str]

#: Hundredths in a tenth.
_TENTH = 10


@dataclass(frozen=True)
class Given:
    """Submitted totals of one nomination, in tenths, by reviewer and kind."""

    papers: dict[str, int]
    visits: dict[str, int]

    @property
    def all(self) -> dict[str, int]:
        return {**self.papers, **self.visits}


@dataclass(frozen=True)
class _Basis:
    """Everything that the tables of a round rest on, so that the same basis has the same tables."""

    reviews: tuple[Submitted, ...]
    nominations: tuple[Ranked, ...]
    reviewed: tuple[tuple[int, int], ...]
    rule: AggregationRule
    ties: tuple[TieRule, ...]
    grades: tuple[tuple[str, tuple[Grade, ...]], ...]


def ranked_nominations(round: Round) -> QuerySet[Nomination]:
    return Nomination.objects.filter(round=round, state__in=RANKED)


def totals_of(round: Round) -> dict[int, Given]:
    """Submitted totals by nomination, in one statement."""
    return _by_nomination(_submitted(round))


def _submitted(round: Round) -> QuerySet[Review, Submitted]:
    rows = Review.objects.filter(nomination__round=round, state=ReviewState.SUBMITTED).order_by("pk")
    return rows.values_list("nomination_id", "reviewer_id", "kind", "total")


def _by_nomination(rows: Iterable[Submitted]) -> dict[int, Given]:
    found: dict[int, Given] = defaultdict(lambda: Given({}, {}))
    for key, reviewer, kind, total in rows:
        given = found[key]
        # A submitted review has its total: the table refuses any other.
        (given.visits if kind == ReviewKind.VISIT else given.papers)[f"{reviewer}-{kind}"] = total or 0
    return found


def tables_of(round: Round, grades: Sequence[RoundGrade]) -> dict[str, Table]:
    """The table of each type, in the order of the round's types; two statements, whatever their size.

    Read each time; worked out anew only where something is not as it was.
    """
    reviewed = last_scores(round) if TieBreak.LAST_REVIEW in round.tie_breaks else {}
    columns = ("pk", "site_id", "site_type", "rank", "grade_id", "override_reason")
    basis = _Basis(
        tuple(_submitted(round)),
        tuple(ranked_nominations(round).order_by("pk").values_list(*columns)),
        tuple(sorted(reviewed.items())),
        AggregationRule(Method(round.aggregation)),
        tuple(TieRule(code, str(TieBreak(code).label)) for code in round.tie_breaks),
        tuple((code, grades_for(grades, code)) for code in round.site_types),
    )
    return dict(_tables(basis))


@lru_cache(MOST_ROUNDS)
def _tables(basis: _Basis) -> dict[str, Table]:
    totals, reviewed = _by_nomination(basis.reviews), dict(basis.reviewed)
    cases: dict[str, list[Case]] = {code: [] for code, _ in basis.grades}
    for pk, site, kind, rank, grade, reason in basis.nominations:
        given = totals.get(pk, Given({}, {}))
        told = given.all
        decision = (str(grade) if grade else NOT_NAMED, reason) if reason else None
        cases[kind].append(Case(str(pk), told, _measures(given, told, rank, reviewed.get(site)), decision))
    return {code: Table(basis.rule, basis.ties, grades, tuple(cases[code])) for code, grades in basis.grades}


def grades_for(grades: Iterable[RoundGrade], site_type: str) -> tuple[Grade, ...]:
    """The grades of one type, best first; floors as hundredths."""
    return tuple(
        Grade(str(grade.pk), grade.name, grade.places, None if grade.floor is None else grade.floor * _TENTH)
        for grade in sorted(grades, key=lambda each: each.position)
        if grade.site_type in ("", site_type)
    )


def _measures(
    given: Given, totals: Mapping[str, int], rank: int | None, reviewed: int | None
) -> dict[str, int]:
    found: dict[str, int] = {}
    if totals:
        found[TieBreak.LOWEST.value] = min(totals.values())
    if given.visits:
        found[TieBreak.VISIT.value] = sum(given.visits.values()) * _TENTH // len(given.visits)
    if rank is not None:
        found[TieBreak.OWN_BRANCH_RANK.value] = rank
    if reviewed is not None:
        found[TieBreak.LAST_REVIEW.value] = reviewed
    return found


def paper_scores(round: Round) -> dict[str, dict[str, int]]:
    """Totals of the papers by nomination and reviewer: what severity is worked out from."""
    return {str(key): given.papers for key, given in totals_of(round).items() if given.papers}


def shown_nominations(keys: Iterable[str]) -> dict[str, Nomination]:
    """What a line of the order shows beside its numbers, by key."""
    rows = Nomination.objects.filter(pk__in=[int(key) for key in keys]).select_related("site", "branch")
    shown = ("number", "site__name", "site__site_type", "branch__name", "branch__short_name")
    return {str(row.pk): row for row in rows.only(*shown)}


def too_few(round: Round) -> list[Nomination]:
    """Nominations with fewer submitted papers than the round wants; those without any first."""
    done = Count("reviews", filter=Q(reviews__state=ReviewState.SUBMITTED, reviews__kind=ReviewKind.PAPERS))
    rows = ranked_nominations(round).annotate(done=done).filter(done__lt=round.reviewers_per_case)
    return list(rows.order_by("done", "pk"))


def grade_names(grades: Iterable[RoundGrade]) -> dict[str, str]:
    """Names of the grades by their code, best first, and of none."""
    best_first = sorted(grades, key=lambda grade: grade.position)
    return {**{str(grade.pk): grade.name for grade in best_first}, NOT_NAMED: "未入选"}


def _sealed(round: Round) -> dict[str, Any]:
    """The text of the locked list; without one there is nothing in it. The text is read for that alone."""
    is_locked = round.list_digest and round.list_text
    told: dict[str, Any] = json.loads(round.list_text) if is_locked else {"tables": {}, "outcome": {}}
    return told


def sealed_tables(round: Round) -> dict[str, Table]:
    """What the locked list rests on; nothing before it is locked."""
    told = _sealed(round)["tables"]
    return {code: table_of(kept) for code, kept in told.items()}


def list_lines(round: Round) -> list[dict[str, Any]]:
    """The locked list as its digest seals it, by type, best first: what became of a line later changes nothing here."""
    told = _sealed(round)
    keys = [key for lines in told["outcome"].values() for key, *_ in lines]
    rows = (
        Nomination.objects.filter(round=round).select_related("site__managing_union", "branch").in_bulk(keys)
    )
    found = []
    for code, lines in told["outcome"].items():
        labels = {grade: label for grade, label, *_ in told["tables"][code]["grades"]}
        for key, place, score, grade, reason in lines:
            row = rows[int(key)]
            found.append(
                {
                    "row": row,
                    "site": str(row.site),
                    "union": row.branch.name,
                    "place": place,
                    "score": score,
                    "grade": labels.get(grade, ""),
                    "reason": reason,
                }
            )
    return found


def reviewer_names(round: Round) -> dict[str, str]:
    """Names of the reviewers by the key that their totals carry."""
    rows = round.reviewers.select_related("user")
    return {f"{row.pk}-{kind}": str(row.user) for row in rows for kind in ReviewKind.values}
