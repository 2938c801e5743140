"""What happens next with a title, and when? The task that ends titles obeys it."""

from __future__ import annotations

from datetime import date, timedelta

from core.registry import NextStep
from core.words import chinese_day
from demonstration.models import Designation, DesignationState


def ends_on(row: Designation) -> date | None:
    """The day on which its term is over by itself; none for a title that is over."""
    return row.valid_until + timedelta(days=1) if row.state == DesignationState.VALID else None


def step_of(row: Designation) -> NextStep:
    end = ends_on(row)
    if row.state == DesignationState.REVOKED:
        return NextStep("交回或者摘除示范牌匾;有异议的,可以在期限内申请复核", who="阵地主管工会")
    if end is None:
        return NextStep("称号已经终止,没有后续事项")
    return NextStep(
        "有效期届满,称号自动终止",
        f"{chinese_day(end)} 0:00",
        "系统",
        avoid="需要继续保留称号的,在有效期内参加新一轮示范评定;年度复核合格",
    )
