"""How far is each site of a review, as conditions that count and open the same rows; no rows are read here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from inspection.models import AssessmentState, ReviewResult, YearlyReview

_OPEN = Q(state__in=[AssessmentState.OWN, AssessmentState.DISTRICT, AssessmentState.CITY])
_CONCLUDED = Q(state=AssessmentState.CONCLUDED)
_ABSENT = Q(review_entry__result=ReviewResult.ABSENT)


@dataclass(frozen=True)
class Stage:
    """A number of the progress page: its words and the assessments that it counts."""

    label: str
    rows: Q


def stages_of(review: YearlyReview, today: date) -> dict[str, Stage]:
    """By name. Overdue is what waits longer than the notice allows; ``part`` is everything that takes part."""
    own, district, city = (
        Q(state=AssessmentState.OWN),
        Q(state=AssessmentState.DISTRICT),
        Q(state=AssessmentState.CITY),
    )
    late = Q(pk__in=[])
    if today > review.own_due_on:
        late |= own
    if today > review.district_due_on:
        late |= district
    return {
        "part": Stage("参加复核", _OPEN | _CONCLUDED | _ABSENT),
        "handed": Stage("已提交自评", district | city | _CONCLUDED),
        "reviewed": Stage("已复核", city | _CONCLUDED),
        "done": Stage("已评定", _CONCLUDED),
        "late": Stage("已逾期", late),
        "own": Stage("待提交自评", own),
        "district": Stage("待区(市)复核", district),
        "city": Stage("待市总评定", city),
        "drawn": Stage("抽中由市总评定", Q(review_entry__is_drawn=True) & (_OPEN | _CONCLUDED | _ABSENT)),
        "drawn_open": Stage("抽中尚未评定", Q(review_entry__is_drawn=True) & _OPEN),
        "en_bloc": Stage("可成批评定", city & Q(review_entry__is_drawn=False)),
        "met": Stage("合格", _CONCLUDED & Q(conclusion="met")),
        "short": Stage("限期整改", _CONCLUDED & Q(conclusion="short")),
        "failed": Stage("不合格", _CONCLUDED & Q(conclusion="failed")),
        "absent": Stage("未完成自查", _ABSENT),
        "left": Stage("已退出", Q(state=AssessmentState.VOID) & ~_ABSENT),
    }
