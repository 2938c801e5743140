"""Which sites are asked for by a review, who is left out, and why?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.selectors import issuing_paths
from core.actor import Actor
from core.words import chinese_day
from inspection.models import (
    OPEN_STATES,
    Assessment,
    ReviewEntry,
    ReviewState,
    YearlyReview,
)
from rulebook.rubric import Purpose
from rulebook.selectors import Measure, lack_of_measure, pack_in_force
from sites.models import ServiceSite
from sites.policy import SITES
from sites.types import site_type
from sites.vocabulary import IN_USE


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
