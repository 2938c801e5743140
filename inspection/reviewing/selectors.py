"""What do pages and services read of yearly reviews? Counts by stage, rows behind them, who is left out and why. Never writes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from accounts.models import Union
from accounts.selectors import issuing_paths
from core.actor import Actor
from core.words import chinese_day
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
    ReviewState,
    YearlyReview,
)
from inspection.rectifying.states import Source
from inspection.reviewing.failings import failings_of
from inspection.reviewing.policy import REVIEWS
from inspection.reviewing.stages import stages_of
from inspection.reviewing.summary import Line
from rulebook.rubric import Purpose, Rubric
from rulebook.selectors import Measure, lack_of_measure, pack_in_force
from sites.models import ServiceSite
from sites.policy import SITES
from sites.types import site_type, site_types
from sites.vocabulary import IN_USE

#: Heavy columns of sites and unions that no list shows.
_UNSEEN = ("search", "public_search", "managing_union__search")


def reviews_within(actor: Actor) -> QuerySet[YearlyReview]:
    """The latest first."""
    rows = REVIEWS.visible_to(actor).select_related("issuer").defer("issuer__search", "draw", "summary")
    return rows.order_by("-year", "-id")


def review_within(actor: Actor, key: int) -> YearlyReview | None:
    return REVIEWS.visible_to(actor).select_related("issuer").filter(pk=key).first()


def running_reviews() -> QuerySet[YearlyReview]:
    """Announced and not closed, whoever asks: for what runs in the background."""
    return YearlyReview.objects.filter(state__in=RUNNING).select_related("issuer").order_by("pk")


def clashing_with(review: YearlyReview) -> YearlyReview | None:
    """Another running review of the same issuer over one of the types."""
    others = YearlyReview.objects.filter(issuer=review.issuer_id, state__in=RUNNING).exclude(pk=review.pk)
    return next((each for each in others if set(each.site_types) & set(review.site_types)), None)


def issuers_led_by(actor: Actor) -> list[Union]:
    """Issuing unions for which this person may write a review of at least one type."""
    paths = {grant.union_path for grant in actor.grants if grant.union_path}
    reach = Q(pk__in=[])
    for path in sorted(paths):
        reach |= Q(path__startswith=path)
    return [
        union
        for union in Union.objects.filter(reach, is_issuer=True).order_by("path")
        if types_led_by(actor, union)
    ]


def types_led_by(actor: Actor, issuer: Union) -> list[str]:
    """Types over which this person may lead a review of this union."""
    return [
        kind.code
        for kind in site_types()
        if REVIEWS.decide(actor, "write", YearlyReview(issuer=issuer, site_types=[kind.code]))
    ]


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
        for row in sorted(rows, key=lambda row: (_in_tree(row[keys[2]]), row["site_type"]))
    ]


def _in_tree(path: str | None) -> list[int]:
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
    unseen = (*(f"site__{name}" for name in _UNSEEN), "review_entry__branch__search")
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
    return [(str(key), name) for _, key, name in sorted(rows.distinct(), key=lambda row: _in_tree(row[0]))]


def rows_by_number(actor: Actor, review: YearlyReview, numbers: Sequence[str]) -> QuerySet[Assessment]:
    rows = rows_within(actor, review).filter(number__in=list(numbers))
    rows = rows.select_related("site__managing_union", "version", "review_entry__review")
    return rows.defer("site__search", "site__public_search", "site__managing_union__search").order_by("id")


def entries_of(actor: Actor, site: ServiceSite) -> QuerySet[ReviewEntry]:
    """The reviews that this site took part in, as far as its assessments are within reach, the latest first."""
    rows = ReviewEntry.objects.filter(site=site, assessment__in=ASSESSMENTS.visible_to(actor))
    return rows.select_related("review", "assessment").order_by("-id")


def sites_asked(review: YearlyReview) -> QuerySet[ServiceSite]:
    """Sites in use of its types that the issuer's own measures govern: none below a nearer issuer."""
    path = review.issuer.path or ""
    rows = ServiceSite.objects.filter(
        state__in=IN_USE, site_type__in=review.site_types, union_path__startswith=path, version__isnull=False
    )
    for nearer in issuing_paths():
        if nearer != path and nearer.startswith(path):
            rows = rows.exclude(union_path__startswith=nearer)
    return rows


def sites_outside(review: YearlyReview) -> QuerySet[ServiceSite]:
    """Asked for, and not taking part yet."""
    inside = ReviewEntry.objects.filter(review=review, site_id=OuterRef("pk"))
    return sites_asked(review).filter(~Exists(inside))


def sites_to_join(review: YearlyReview) -> QuerySet[ServiceSite]:
    """Those that can join: old enough, and no yearly assessment of their own is open."""
    return sites_outside(review).filter(
        Q(filed_on=None) | Q(filed_on__lte=review.joins_until), ~Exists(_open_elsewhere())
    )


def _open_elsewhere() -> QuerySet[Assessment]:
    return Assessment.objects.filter(site_id=OuterRef("pk"), purpose=Purpose.YEARLY, state__in=OPEN_STATES)


def measures_for(review: YearlyReview, on: date) -> tuple[dict[str, Measure], dict[str, str]]:
    """The measure in force for each type that is scored by one, and why the others cannot be."""
    path = review.issuer.path or ""
    found: dict[str, Measure] = {}
    lacking: dict[str, str] = {}
    for code in review.site_types:
        kind = site_type(code)
        measure = pack_in_force(path, kind.family, on)
        if measure is None:
            lacking[code] = lack_of_measure(path, kind.family, on)
        elif measure.rubric_for(code) is None:
            lacking[code] = f"{measure.citation}没有“{kind.label}”的评分表,不能评分。"
        else:
            found[code] = measure
    return found, lacking


@dataclass(frozen=True)
class LeftOut:
    """A site that is asked for and does not take part."""

    site: ServiceSite
    reason: str


def left_out(actor: Actor, review: YearlyReview, today: date, most: int) -> tuple[int, list[LeftOut]]:
    """How many do not take part, and the first of them with the reason. A draft tells what would be."""
    within = SITES.visible_to(actor).filter(pk__in=sites_outside(review).values("pk"))
    _, lacking = measures_for(review, today)
    if review.state == ReviewState.DRAFT:
        within = within.filter(
            Q(site_type__in=lacking) | Q(filed_on__gt=review.joins_until) | Exists(_open_elsewhere())
        )
    rows = within.annotate(is_busy=Exists(_open_elsewhere())).defer("search", "public_search")
    told = [
        LeftOut(site, _reason(site, review, lacking))
        for site in rows.order_by("site_type", "union_path", "id")[:most]
    ]
    return within.count(), told


def _reason(site: ServiceSite, review: YearlyReview, lacking: dict[str, str]) -> str:
    if site.site_type in lacking:
        return lacking[site.site_type]
    if site.filed_on and site.filed_on > review.joins_until:
        filed, last = chinese_day(site.filed_on), chinese_day(review.joins_until)
        return f"{filed}备案,晚于参加复核的最晚备案日期{last}。"
    if review.state not in (ReviewState.DRAFT, ReviewState.OWN):
        return "自查结束以后才符合条件,不再加入。"
    if site.is_busy:  # type: ignore[attr-defined]  # annotated above
        return "已有没办结的年度自评,办结或作废后自动加入。"
    return "符合条件,几分钟内自动加入。"


def would_join(review: YearlyReview, today: date) -> int:
    """How many sites the notice would begin with, if it were published today."""
    found, _ = measures_for(review, today)
    return sites_to_join(review).filter(site_type__in=list(found)).count()


def drawn_reviews() -> QuerySet[YearlyReview]:
    """Every review whose spot check was drawn, for a replay."""
    return YearlyReview.objects.filter(drawn_at__isnull=False).order_by("pk")


def drawn_numbers(review: YearlyReview) -> set[str]:
    entries = ReviewEntry.objects.filter(review=review, is_drawn=True)
    return {str(number) for number in entries.values_list("assessment__number", flat=True)}


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
    unseen = ("facts", "facilities", *(f"site__{name}" for name in _UNSEEN))
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
