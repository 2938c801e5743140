"""Which titles are no longer deserved by the last yearly review, and which step is proposed? Proposes, never acts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery

from core.actor import Actor
from demonstration.models import Designation, RoundGrade, TitleEvent, TitleEventKind
from demonstration.titles.selectors.titles import in_state, titles_within
from demonstration.titles.words import VALID
from inspection.models import Assessment, AssessmentState, ReviewResult
from rulebook.rubric import Purpose, points_text

_SETTLED = (TitleEventKind.KEPT, TitleEventKind.DOWNGRADED, TitleEventKind.RESTORED)


def doubtful_titles(actor: Actor, today: date) -> QuerySet[Designation]:
    """Those within reach, the longest in doubt first."""
    rows: QuerySet[Designation] = in_doubt(titles_within(actor), today).order_by("review_at", "pk")
    return rows


def in_doubt(titles: QuerySet[Designation], today: date) -> QuerySet[Any]:
    """Valid titles whose site failed its last review or fell below the floor of its grade, nothing decided since."""
    concluded = Assessment.objects.filter(
        site=OuterRef("site_id"), purpose=Purpose.YEARLY, state=AssessmentState.CONCLUDED
    ).order_by("-concluded_at", "-id")
    floors = RoundGrade.objects.filter(
        round=OuterRef("nomination__round_id"), name=OuterRef("grade"), floor__isnull=False
    ).filter(Q(site_type="") | Q(site_type=OuterRef("site_type")))
    settled = TitleEvent.objects.filter(
        designation=OuterRef("pk"), kind__in=_SETTLED, at__gte=OuterRef("review_at")
    )
    rows = titles.filter(in_state(VALID, today))
    rows = rows.annotate(
        review_total=Subquery(concluded.values("total")[:1]),
        review_result=Subquery(concluded.values("conclusion")[:1]),
        review_at=Subquery(concluded.values("concluded_at")[:1]),
        review_number=Subquery(concluded.values("number")[:1]),
        floor=Subquery(floors.values("floor")[:1]),
    )
    failing = Q(review_result=ReviewResult.FAILED) | Q(review_total__lt=F("floor"))
    return rows.filter(failing, review_at__gte=F("created_at")).exclude(Exists(settled))


@dataclass(frozen=True)
class Doubt:
    """What speaks against a title, and the step that follows from the rules of its round."""

    row: Designation
    why: str
    proposed: str
    review_number: str
    review_at: datetime


def lower_grades(row: Designation) -> list[RoundGrade]:
    """Grades of its round below the present one, best first; none for a title without a round."""
    if row.nomination is None:
        return []
    grades = [
        each
        for each in row.nomination.round.grades.all()
        if not each.is_reserve and each.site_type in ("", row.site_type)
    ]
    present = next((each.position for each in grades if each.name == row.grade), None)
    if present is None:
        return []
    return sorted((each for each in grades if each.position > present), key=lambda each: each.position)


def doubts_of(rows: list[Designation]) -> list[Doubt]:
    return [_doubt(row) for row in rows]


def _doubt(row: Designation) -> Doubt:
    told = row.__dict__
    total, floor = told["review_total"], told["floor"]
    failed = told["review_result"] == ReviewResult.FAILED
    fitting = [each for each in lower_grades(row) if each.floor is None or (total or 0) >= each.floor]
    if failed:
        why, proposed = f"最近一次年度复核 {points_text(total or 0)} 分,结论不合格", "取消资格并摘牌"
    else:
        why = (
            f"最近一次年度复核 {points_text(total or 0)} 分,低于“{row.grade}”的 {points_text(floor or 0)} 分"
        )
        proposed = f"降低等次为“{fitting[0].name}”" if fitting else "取消资格并摘牌"
    return Doubt(row, why, proposed, told["review_number"] or "", told["review_at"])
