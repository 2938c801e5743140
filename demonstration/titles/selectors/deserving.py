"""Which titles are no longer deserved, by the last yearly review or a suspended plate, and which step is proposed? Never acts."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Case, DateTimeField, Exists, F, OuterRef, Q, QuerySet, Subquery, When
from django.db.models.functions import Coalesce, Greatest, Least

from core.actor import Actor
from core.clock import LEGAL_ZONE, start_of
from core.words import chinese_day
from demonstration.models import Designation, RoundGrade, TitleEvent, TitleEventKind
from demonstration.titles.selectors.titles import in_state, titles_within
from demonstration.titles.words import VALID
from inspection.laddering.states import ConsequenceState
from inspection.models import Assessment, AssessmentState, Consequence, ReviewResult, ScoreColumn
from rulebook.choices import LadderAction
from rulebook.rubric import Purpose, points_text
from sites.watched.plates import suspended_plates

_SETTLED = (TitleEventKind.KEPT, TitleEventKind.DOWNGRADED, TitleEventKind.RESTORED)


def doubtful_titles(actor: Actor, today: date) -> QuerySet[Designation]:
    """Those within reach, the longest in doubt first, with the points of their last review."""
    columns = ScoreColumn.objects.filter(
        assessment__site=OuterRef("site_id"),
        assessment__purpose=Purpose.YEARLY,
        assessment__state=AssessmentState.CONCLUDED,
        handed_in_at__isnull=False,
    ).order_by("-assessment__concluded_at", "-assessment_id", "-handed_in_at", "-pk")
    doubted = in_doubt(titles_within(actor), today).order_by("doubted_at", "pk")
    rows: QuerySet[Designation] = doubted.annotate(review_outcome=Subquery(columns.values("outcome")[:1]))
    return rows


def in_doubt(titles: QuerySet[Designation], today: date) -> QuerySet[Any]:
    """Valid titles that something speaks against about which nothing was decided since: ``doubted_at`` is when it began.

    ``review_at``: the site failed its last review, by points or by a veto, or fell below the floor of its grade.
    ``suspended_at``: its plate stands suspended. Each is empty where it says nothing.
    """
    rows = _with_suspension(_with_review(titles.filter(in_state(VALID, today))), today)
    rows = rows.annotate(
        doubted_at=Coalesce(
            Least("review_at", "suspended_at", output_field=DateTimeField()), "review_at", "suspended_at"
        )
    )
    doubted: QuerySet[Any] = rows.filter(doubted_at__isnull=False)
    return doubted


def _with_review(titles: QuerySet[Designation]) -> QuerySet[Any]:
    concluded = Assessment.objects.filter(
        site=OuterRef("site_id"), purpose=Purpose.YEARLY, state=AssessmentState.CONCLUDED
    ).order_by("-concluded_at", "-id")
    floors = RoundGrade.objects.filter(
        round=OuterRef("nomination__round_id"), name=OuterRef("grade"), floor__isnull=False
    ).filter(Q(site_type="") | Q(site_type=OuterRef("site_type")))
    rows = titles.annotate(
        review_total=Subquery(concluded.values("total")[:1]),
        review_result=Subquery(concluded.values("conclusion")[:1]),
        concluded_at=Subquery(concluded.values("concluded_at")[:1]),
        review_number=Subquery(concluded.values("number")[:1]),
        floor=Subquery(floors.values("floor")[:1]),
    )
    failing = Q(review_result=ReviewResult.FAILED) | Q(review_total__lt=F("floor"))
    speaks = Q(~Exists(_settled("concluded_at")), failing, concluded_at__gte=F("created_at"))
    return rows.annotate(review_at=_when(speaks, "concluded_at"))


def _with_suspension(titles: QuerySet[Any], today: date) -> QuerySet[Any]:
    """By its closure, or by the signature where the site was closed by a decision before; since the title was given."""
    own = {"site": OuterRef("site_id")}
    closures = suspended_plates(today).filter(**own).order_by("starts_at", "pk")
    signed = Consequence.objects.filter(
        action=LadderAction.SUSPEND,
        state=ConsequenceState.SIGNED,
        signed_at__lt=start_of(today + timedelta(days=1)),
        **own,
    ).order_by("signed_at", "pk")
    since = Coalesce(Subquery(closures.values("starts_at")[:1]), Subquery(signed.values("signed_at")[:1]))
    rows = titles.annotate(plate_since=since)
    rows = rows.annotate(plate_at=_when(Q(plate_since__isnull=False), Greatest("plate_since", "created_at")))
    speaks = Q(~Exists(_settled("plate_at")), plate_at__isnull=False)
    found: QuerySet[Any] = rows.annotate(suspended_at=_when(speaks, "plate_at"))
    return found


def _settled(moment: str) -> QuerySet[TitleEvent]:
    """What was decided about the title at or after a moment."""
    rows = TitleEvent.objects.filter(designation=OuterRef("pk"), kind__in=_SETTLED)
    return rows.filter(at__gte=OuterRef(moment))


def _when(speaks: Q, moment: Any) -> Case:
    return Case(When(speaks, then=moment), output_field=DateTimeField())


@dataclass(frozen=True)
class Doubt:
    """What speaks against a title, since when and by what, and the step that follows from the rules of its round."""

    row: Designation
    why: str
    proposed: str
    since: str


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


REVOKE = "取消资格并摘牌"


def doubts_of(rows: list[Designation]) -> list[Doubt]:
    return [_doubt(row) for row in rows]


def _is_vetoed(outcome: str) -> bool:
    """Whether a case of 一票否决 is there, as ``outcome_text`` wrote it."""
    return bool(outcome) and any(is_met for _, is_met, _ in json.loads(outcome)["vetoes"])


def _doubt(row: Designation) -> Doubt:
    told = row.__dict__
    why, since, proposed = [], [], ""
    if told["review_at"]:
        words, proposed = _by_review(row)
        why.append(words)
        since.append(f"{_day(told['review_at'])}评定,{told['review_number'] or ''}")
    if told["suspended_at"]:
        why.append("统一标识牌暂停挂牌,还没有恢复")
        since.append(f"{_day(told['plate_since'])}暂停挂牌")
        proposed = proposed or f"{REVOKE};整改后恢复挂牌的,写明理由保留"
    return Doubt(row, ";".join(why), proposed, ";".join(since))


def _day(moment: Any) -> str:
    return chinese_day(moment.astimezone(LEGAL_ZONE).date())


def _by_review(row: Designation) -> tuple[str, str]:
    total, floor = row.__dict__["review_total"] or 0, row.__dict__["floor"] or 0
    said = f"最近一次年度复核 {points_text(total)} 分"
    if row.__dict__["review_result"] == ReviewResult.FAILED:
        veto = "有一票否决情形," if _is_vetoed(row.__dict__["review_outcome"]) else ""
        return f"{said},{veto}结论不合格", REVOKE
    fitting = [each for each in lower_grades(row) if each.floor is None or total >= each.floor]
    proposed = f"降低等次为“{fitting[0].name}”" if fitting else REVOKE
    return f"{said},低于“{row.grade}”的 {points_text(floor)} 分", proposed
