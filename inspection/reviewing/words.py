"""How are the stage and the next step of a yearly review said? Plain Chinese; no database."""

from __future__ import annotations

from collections.abc import Mapping

from core.registry import NextStep
from core.words import chinese_day
from inspection.models import ReviewState, YearlyReview

#: Which state tag colours which.
TAGS = {
    "draft": "plain",
    "own": "info",
    "district": "info",
    "city": "info",
    "closed": "open",
    "dropped": "closed",
}


def next_step_of(row: YearlyReview, counts: Mapping[str, int]) -> NextStep:
    """``counts`` by the name of a stage, as far as the reader may see."""
    own, district = chinese_day(row.own_due_on), chinese_day(row.district_due_on)
    match row.state:
        case ReviewState.DRAFT:
            return NextStep("核对通知内容和参加的阵地,然后公布", who="市总工会有签批权限的经办人")
        case ReviewState.OWN:
            return NextStep(
                "各阵地自评并提交;自查期满后,市总结束自查",
                when=f"{own}前",
                who="阵地负责人(区(市)总工会可以代填)",
                lapse="系统在截止前15天、3天和截止后3天、15天各提醒一次,不会自动处理。",
            )
        case ReviewState.DISTRICT:
            return NextStep(
                "逐处复核自评并提交;复核完成后,市总抽取抽查阵地",
                when=f"{district}前",
                who="区(市)总工会、产业工会经办人",
            )
        case ReviewState.CITY:
            return NextStep(f"{_at_the_city(counts)};全部评定后通报结果", who="市总工会经办人")
        case ReviewState.CLOSED:
            return NextStep(_after(counts), who="市总工会、区(市)总工会经办人")
    return NextStep("草稿已撤销,记录保留备查")


def _at_the_city(counts: Mapping[str, int]) -> str:
    drawn, rest = counts.get("drawn_open", 0), counts.get("en_bloc", 0)
    parts = [f"抽中的 {drawn} 处逐项评分后评定"] * bool(drawn) + [f"其余 {rest} 处可以成批评定"] * bool(rest)
    return ",".join(parts) or "已提交复核的都已评定"


def _after(counts: Mapping[str, int]) -> str:
    short = counts.get("short", 0) + counts.get("failed", 0)
    return f"结果已通报;限期整改和不合格的 {short} 处,应下达限期整改通知" if short else "结果已通报"
