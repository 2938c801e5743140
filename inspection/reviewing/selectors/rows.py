"""Counts of a review by stage, and the rows behind them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, OuterRef, QuerySet

from core.actor import Actor
from inspection.assessing.policy import ASSESSMENTS
from inspection.assessing.selectors import rubric_of
from inspection.models import (
    OPEN_STATES,
    RUNNING,
    Assessment,
    AssessmentState,
    Rectification,
    ReviewEntry,
    ReviewResult,
    YearlyReview,
)
from inspection.rectifying.states import Source
from inspection.reviewing.failings import failings_of
from inspection.reviewing.stages import stages_of
from inspection.reviewing.summary import Line
from rulebook.rubric import Rubric
from sites.models import ServiceSite
from sites.vocabulary import IN_USE

#: Heavy columns of sites and unions that no list shows.
UNSEEN = ("search", "public_search", "managing_union__search")


def rows_within(actor: Actor, review: YearlyReview) -> QuerySet[Assessment]:
    """The assessments of a review within reach: the one set that every count and every list is taken from."""
    return ASSESSMENTS.visible_to(actor).filter(review_entry__review=review)


def lines_of(actor: Actor, review: YearlyReview, today: date) -> list[Line]:
    """Counts of every stage by branch and type, in one statement, in the order of the union tree."""
    stages = stages_of(review, today)
    counts = {f"n_{name}": Count("pk", filter=stage.rows) for name, stage in stages.items()}
    keys = (
        "review_entry__branch_id",
        "review_entry__branch__name",
        "review_entry__branch__path",
        "site_type",
    )
    rows = rows_within(actor, review).order_by().values(*keys).annotate(**counts)
    return [
        Line(
            row[keys[0]],
            row[keys[1]],
            row["site_type"],
            {name: row[f"n_{name}"] for name in stages},
        )
        for row in sorted(rows, key=lambda row: (in_tree(row[keys[2]]), row["site_type"]))
    ]


def in_tree(path: str | None) -> list[int]:
    return [int(part) for part in (path or "").split(".") if part]


@dataclass(frozen=True)
class Chosen:
    """What a list of a review is narrowed to; empty means all."""

    stage: str = ""
    branch: str = ""
    type_code: str = ""


def chosen_rows(actor: Actor, review: YearlyReview, chosen: Chosen, today: date) -> QuerySet[Assessment]:
    """The rows behind a number, in the order of the union tree."""
    rows = rows_within(actor, review)
    if chosen.stage:
        rows = rows.filter(stages_of(review, today)[chosen.stage].rows)
    if chosen.branch:
        rows = rows.filter(review_entry__branch_id=int(chosen.branch))
    if chosen.type_code:
        rows = rows.filter(site_type=chosen.type_code)
    rows = rows.select_related("site__managing_union", "review_entry__branch").prefetch_related("columns")
    unseen = (*(f"site__{name}" for name in UNSEEN), "review_entry__branch__search")
    return rows.defer("facts", "facilities", *unseen).order_by(
        "review_entry__branch__path", "site_type", "id"
    )


def branches_in(actor: Actor, review: YearlyReview) -> list[tuple[str, str]]:
    """The branches that a list of this review can be narrowed to, in the order of the tree."""
    rows = (
        rows_within(actor, review)
        .order_by()
        .values_list("review_entry__branch__path", "review_entry__branch_id", "review_entry__branch__name")
    )
    return [(str(key), name) for _, key, name in sorted(rows.distinct(), key=lambda row: in_tree(row[0]))]


def rows_by_number(actor: Actor, review: YearlyReview, numbers: Sequence[str]) -> QuerySet[Assessment]:
    rows = rows_within(actor, review).filter(number__in=list(numbers))
    rows = rows.select_related("site__managing_union", "version", "review_entry__review")
    return rows.defer("site__search", "site__public_search", "site__managing_union__search").order_by("id")


def entries_of(actor: Actor, site: ServiceSite) -> QuerySet[ReviewEntry]:
    """The reviews that this site took part in, as far as its assessments are within reach, the latest first."""
    rows = ReviewEntry.objects.filter(site=site, assessment__in=ASSESSMENTS.visible_to(actor))
    return rows.select_related("review", "assessment").order_by("-id")


def waiting_in(reviews: Sequence[YearlyReview]) -> dict[int, dict[str, int]]:
    """How many assessments of each review wait, by state; those drawn at the city by themselves. One statement."""
    rows = Assessment.objects.filter(review_entry__review__in=list(reviews), state__in=OPEN_STATES).order_by()
    grouped = rows.values_list("review_entry__review_id", "state", "review_entry__is_drawn").annotate(
        n=Count("pk")
    )
    found: dict[int, dict[str, int]] = {review.pk: {} for review in reviews}
    for review_id, state, is_drawn, count in grouped:
        name = "drawn_open" if is_drawn and state == AssessmentState.CITY else state
        found[review_id][name] = found[review_id].get(name, 0) + count
    return found


def own_entry_due(site: ServiceSite) -> ReviewEntry | None:
    """The running review for which this site still has to score itself."""
    rows = ReviewEntry.objects.filter(
        site=site, assessment__state=AssessmentState.OWN, review__state__in=RUNNING
    )
    return rows.select_related("review").first()


def orders_due(actor: Actor, review: YearlyReview) -> QuerySet[Assessment]:
    """Announced as short or failed, still in use, and no order rests on it yet."""
    given = Rectification.objects.filter(source=Source.ASSESSMENT, source_key=OuterRef("number"))
    rows = rows_within(actor, review).filter(
        ~Exists(given),
        review_entry__result__in=[ReviewResult.SHORT, ReviewResult.FAILED],
        site__state__in=IN_USE,
    )
    rows = rows.select_related("site__managing_union", "review_entry").prefetch_related("columns")
    unseen = ("facts", "facilities", *(f"site__{name}" for name in UNSEEN))
    return rows.defer(*unseen).order_by("review_entry__branch__path", "id")


def with_failings(rows: Iterable[Assessment]) -> list[tuple[Assessment, list[tuple[str, str]]]]:
    """Each with what is to be mended, from the column that counted; a table is read once for all."""
    tables: dict[tuple[int, str], Rubric] = {}
    found = []
    for row in rows:
        key = (row.pack_id, row.site_type)
        if key not in tables:
            tables[key] = rubric_of(row)
        outcome = [column.outcome for column in row.columns.all() if column.outcome][-1]
        found.append((row, failings_of(tables[key], outcome)))
    return found
