"""How are the stage and the next step of a round said? Plain Chinese; no database."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.db.models import TextChoices

from core.clock import LEGAL_ZONE
from core.registry import NextStep
from core.words import chinese_moment
from demonstration.models import Aggregation, NominationState, Round, RoundState, Sight, TieBreak, TitleLevel
from rulebook.choices import Counted
from sites.types import site_type

#: Which state tag colours which.
TAGS = {
    "draft": "plain",
    "open": "info",
    "recommending": "info",
    "review": "info",
    "locked": "limited",
    "publicity": "limited",
    "named": "open",
    "dropped": "closed",
}

#: Stages in which something may be opened to those who take part.
STAGES = (RoundState.REVIEW, RoundState.LOCKED, RoundState.PUBLICITY, RoundState.NAMED)


def said(moment: datetime) -> str:
    """2026年10月13日 17:30, in legal time."""
    return chinese_moment(moment.astimezone(LEGAL_ZONE))


def points(tenths: int | None) -> str:
    return f"{tenths / 10:g} 分" if tenths is not None else ""


def _chosen(choices: type[TextChoices]) -> Callable[[str], str]:
    return lambda code: str(choices(code).label)


#: How a column is told that does not speak for itself.
TOLD: Mapping[str, Callable[[Any], str]] = {
    "level": _chosen(TitleLevel),
    "aggregation": _chosen(Aggregation),
    "publicity_counted": _chosen(Counted),
    "least_score": points,
    "comment_gap": points,
    "site_types": lambda codes: "、".join(site_type(code).label for code in codes),
    "tie_breaks": lambda codes: "、".join(str(TieBreak(code).label) for code in codes) or "并列",
}


def column_words(name: str, value: Any) -> str:
    """What stands in one column of a round, as the trail tells it."""
    if value is None:
        return "不限"
    if isinstance(value, datetime):
        return said(value)
    if isinstance(value, bool):
        return "是" if value else "否"
    return TOLD.get(name, str)(value)


def next_step_of(row: Round, counts: Mapping[str, int], now: datetime) -> NextStep:
    """``counts`` of nominations by state, as far as the reader may see."""
    match row.state:
        case RoundState.DRAFT:
            return NextStep("核对通知、等次和名额,然后发布", who="市总工会有签批权限的经办人")
        case RoundState.OPEN:
            begun = "" if now >= row.opens_at else f",{said(row.opens_at)}开始"
            return NextStep(
                f"各阵地申报{begun},推荐工会核对",
                when=f"{said(row.closes_at)}前",
                who="阵地负责人(区(市)总工会可以代填)",
                lapse="到截止时间自动结束申报,之后提交的不再接受。",
            )
        case RoundState.RECOMMENDING:
            return NextStep(
                "推荐工会在名额内排序推荐;期满后由市总开始评审",
                when=f"{said(row.recommend_until)}前",
                who="区(市)总工会、产业工会经办人",
            )
        case RoundState.REVIEW:
            return NextStep(
                f"评审专家评分(共 {counts.get(NominationState.REVIEW, 0)} 份申报),完成后确定名单",
                when=f"{said(row.review_until)}前",
                who="评审专家、市总工会经办人",
            )
        case RoundState.LOCKED:
            return NextStep("发布拟命名公示", who="市总工会经办人")
        case RoundState.PUBLICITY:
            return NextStep("公示期满后作出命名决定;异议没有答复的暂缓命名", who="市总工会有签批权限的经办人")
        case RoundState.NAMED:
            return NextStep("已命名;可以测算补助,每年进行复核")
    return NextStep("评定已终止,记录保留备查")


def facts_of(row: Round) -> list[dict[str, Any]]:
    """The terms of the call, for its page."""
    counted = Counted(row.publicity_counted).label
    ties = "、".join(str(TieBreak(code).label) for code in row.tie_breaks)
    visits = f",实地评分 {row.visitors_per_case} 人" if row.visitors_per_case else ""
    return [
        {"label": "通知文号", "value": row.document_number, "unknown": "未填"},
        {"label": "授予称号", "value": f"{row.title_name}({TitleLevel(row.level).label})"},
        {"label": "申报时间", "value": f"{said(row.opens_at)}至{said(row.closes_at)}"},
        {"label": "推荐截止", "value": said(row.recommend_until)},
        {"label": "评审截止", "value": said(row.review_until)},
        {"label": "参评条件", "lines": conditions_of(row)},
        {
            "label": "评审",
            "value": f"每份 {row.reviewers_per_case} 位专家{visits};{'匿名评审' if row.is_blind else '公开评审'}",
        },
        {"label": "汇总", "value": f"{Aggregation(row.aggregation).label};同分时:{ties or '并列'}"},
        {"label": "公示", "value": f"{row.publicity_days} 个{counted}"},
        {"label": "称号有效期", "value": f"{row.title_years} 年"},
        {
            "label": "受理部门",
            "value": f"{row.contact_office} {row.contact_phone}".strip(),
            "unknown": "未填",
        },
    ]


def conditions_of(row: Round) -> list[str]:
    score = (
        f"最近一次年度复核 {points(row.least_score)}以上" if row.least_score else "最近一次年度复核没有不合格"
    )
    months = [f"备案满 {row.least_months} 个月"] if row.least_months else []
    found = ["已备案并正常开放", *months, score, "没有未办结的整改"]
    return [*found, *(["已标注电子地图"] if row.needs_map else [])]


def sight_lines(row: Round) -> list[str]:
    """Who sees what in which stage, as the round was published."""
    return [
        f"{phase.get_stage_display()}:{Sight(code).label}"
        for phase in row.phases.all()
        for code in phase.sights
    ]
