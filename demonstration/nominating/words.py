"""How are the state and the next step of a nomination said? Plain Chinese; no database."""

from __future__ import annotations

from datetime import datetime

from core.clock import LEGAL_ZONE
from core.registry import NextStep
from core.words import chinese_moment
from demonstration.models import Nomination, NominationState, Round, RoundState
from filing.phrases import Phrase

#: Which state tag colours which.
TAGS = {
    NominationState.DRAFT: "plain",
    NominationState.SUBMITTED: "info",
    NominationState.RETURNED: "limited",
    NominationState.RECOMMENDED: "info",
    NominationState.PASSED_OVER: "closed",
    NominationState.REVIEW: "info",
    NominationState.SELECTED: "open",
    NominationState.RESERVE: "info",
    NominationState.UNSELECTED: "closed",
    NominationState.NAMED: "open",
    NominationState.EXCLUDED: "closed",
    NominationState.WITHDRAWN: "closed",
}

#: Known to the department, and to nobody else before the list hangs out.
_BEFORE_PUBLICITY = (NominationState.SELECTED, NominationState.RESERVE, NominationState.UNSELECTED)


def told_state(row: Nomination) -> NominationState:
    """The state as pages and papers tell it: what the meeting chose is told with the publicity."""
    early = row.round.state not in (RoundState.PUBLICITY, RoundState.NAMED)
    if early and row.state in _BEFORE_PUBLICITY:
        return NominationState.REVIEW
    return NominationState(row.state)


def moment_words(moment: datetime) -> str:
    return chinese_moment(moment.astimezone(LEGAL_ZONE))


def window_words(round: Round) -> str:
    """2026年10月2日 10:00 至 2026年10月22日 10:00"""
    return f"{moment_words(round.opens_at)} 至 {moment_words(round.closes_at)}"


def full_words(places: int) -> str:
    return f"名额已用完:本工会共 {places} 个。需要调整的,先收回一个推荐。"


def next_step_of(row: Nomination, now: datetime) -> NextStep | None:
    """What comes next for this nomination; ``None`` once other offices lead it."""
    round, filler = row.round, "阵地负责人(街道、区(市)总工会可以代填)"
    closes, until = moment_words(round.closes_at), moment_words(round.recommend_until)
    if round.state == RoundState.DROPPED:
        return NextStep("本次评定已终止,申报记录保留")
    match told_state(row):
        case NominationState.DRAFT if now >= round.closes_at or round.state != RoundState.OPEN:
            return NextStep("申报已经截止,草稿不能再提交", when=f"截止时间 {closes}")
        case NominationState.DRAFT:
            return NextStep(
                "填完自评和主要做法,核对后提交", when=f"{closes} 前", who=filler, lapse="逾期不能提交。"
            )
        case NominationState.SUBMITTED:
            return NextStep(
                "核对申报材料,在名额内推荐",
                when=f"{until} 前",
                who=f"{row.branch.name}经办人",
                lapse="推荐截止时仍没有推荐的,记为未推荐并通知申报单位。",
            )
        case NominationState.RETURNED:
            return NextStep(
                "按补正通知单逐项补正,答复后重新提交",
                when=f"{until} 前",
                who=filler,
                lapse="推荐截止时仍没有补正的,记为未推荐。",
            )
        case NominationState.RECOMMENDED:
            return NextStep("推荐截止后转入评审", when=f"{until} 起", who=round.issuer.name)
        case NominationState.PASSED_OVER:
            return NextStep("本次评定没有获得推荐,申报记录保留")
        case NominationState.REVIEW:
            return NextStep("由评审专家评分", when=f"{moment_words(round.review_until)} 前", who="评审专家")
        case NominationState.WITHDRAWN:
            return NextStep("本次申报已结束,记录保留备查")
    return None


_ANY = (
    Phrase("没有填写。", "按实际情况填写。"),
    Phrase("内容不完整。", "补充完整。"),
    Phrase("与登记资料或证明材料不一致。", "核对后更正。"),
)
_SCORE = (
    Phrase("自评分没有佐证。", "补充能看清该项内容的照片;没有佐证的,按实际调整自评分。"),
    Phrase("佐证与本项不符。", "更换为本项对应的照片。"),
    Phrase("自评分高于评分标准。", "对照评分标准重新评分。"),
)
_PRACTICES = (Phrase("没有写具体做法和成效。", "写明怎样做、服务了多少人次、有什么效果。"),)
_PAPERS = (
    Phrase("缺少证明材料。", "上传与主要做法对应的证明材料。"),
    Phrase("模糊,看不清内容。", "重新扫描或拍照,文字清晰可辨。"),
    Phrase("含有个人信息。", "移除该材料,换一份不含个人信息的材料。"),
)
_REGISTER = (Phrase("登记资料与现状不一致。", "先办理变更备案或者运营公告,名册更新后再答复。"),)


def phrases_for(code: str) -> tuple[Phrase, ...]:
    """Ready sentences for a part of the form, the special ones first."""
    special = {"practices": _PRACTICES, "papers": _PAPERS, "register": _REGISTER}
    return (*special.get(code, _SCORE), *(_ANY if code != "register" else ()))
