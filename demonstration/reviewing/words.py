"""How are the matters of reviewers said? Plain Chinese; no database."""

from __future__ import annotations

from collections.abc import Iterable

from demonstration.models import ReviewerState

#: How a state of a reviewer is coloured, beside its word.
TAGS = {
    ReviewerState.INVITED: "limited",
    ReviewerState.SIGNED: "open",
    ReviewerState.DECLINED: "closed",
    ReviewerState.ENDED: "plain",
}

#: Of a review.
REVIEW_TAGS = {"open": "info", "submitted": "open", "recused": "closed", "released": "plain"}

#: The same colours as the head of a page takes them.
HEAD_TAGS = {"open": "open", "limited": "returned", "closed": "refused", "info": "recheck", "plain": ""}

#: What a reviewer signs; kept with the names he declared.
STATEMENT = (
    "一、我独立评审,按评分表打分,不受任何单位和个人影响。",
    "二、申报材料、评分、评语和其他专家的情况,评审期间和以后都不对外透露,不复制、不转发。",
    "三、申报单位与我本人、近亲属、现在或两年内的工作单位有管理、共建、经费或其他利害关系的,我主动申请回避。",
    "四、发现以前没有申报的关系,我立即停止评分并申请回避。回避的申报不计分。",
    "五、不接受申报单位的宴请、礼品和其他利益。",
)


def statement_text(name: str, employer: str, relations: Iterable[str]) -> str:
    """The whole text as it was signed."""
    declared = "、".join(relations) or "无"
    return "\n".join(
        (*STATEMENT, f"工作单位:{employer or '未填'}。", f"与我有关系的单位:{declared}。", f"承诺人:{name}")
    )


def place_words(open_count: int, submitted: int) -> str:
    """待评 2 份,已提交 3 份"""
    return f"待评 {open_count} 份,已提交 {submitted} 份"
