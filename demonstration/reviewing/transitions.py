"""The ways of a reviewer and of a review, as edge tables."""

from __future__ import annotations

from core.policy import ALLOWED, Decision, denied
from core.workflow import Machine, edge
from demonstration.models import Review, Reviewer, ReviewerState, RoundState
from demonstration.reviewing.policy import REVIEWERS, REVIEWS

#: While the round stands so, people are invited and reviewers settle what is theirs.
OPEN_TO_REVIEWERS = (RoundState.OPEN, RoundState.RECOMMENDING, RoundState.REVIEW)


def _round_runs(row: Reviewer) -> Decision:
    if row.round.state in OPEN_TO_REVIEWERS:
        return ALLOWED
    return denied(f"本次评定{row.round.state_label},评审专家的事项已经结束。")


def _is_reviewed_now(row: Review) -> Decision:
    """Scores count while the round is reviewed and the reviewer's statement is signed."""
    round = row.nomination.round
    if round.state != RoundState.REVIEW:
        return denied(f"本次评定{round.state_label},不在评审阶段,评分没有保存。")
    if row.reviewer.state != ReviewerState.SIGNED:
        return denied("请先签署保密和回避承诺,再评审。")
    return ALLOWED


REVIEWER: Machine[Reviewer] = Machine(
    "reviewer",
    REVIEWERS,
    edge("accept", "invited", "", "设置密码", hidden=True, when=_round_runs),
    edge(
        "renew",
        "invited declined",
        "invited",
        "重新发出邀请",
        consequence="原来的邀请链接失效,生成新的链接。",
        when=_round_runs,
    ),
    edge(
        "take_back",
        "invited signed",
        "ended",
        "取消邀请",
        consequence="此人不再参加本次评审。没有提交的评审收回,并按规则补派;已经提交的保留。",
        needs_note=True,
        note_label="取消原因",
    ),
    edge(
        "reset_factor",
        "invited signed",
        "",
        "重置两步验证",
        consequence="用于手机丢失、换号等情况,请先核对是本人。原来的手机和恢复码不能再用;本人下次用密码登录时重新设置。",
        needs_note=True,
        note_label="重置原因",
        when=_round_runs,
    ),
    edge("sign", "invited", "signed", "签署保密和回避承诺", hidden=True, when=_round_runs),
    edge("declare", "signed", "", "补充申报关系单位", hidden=True, when=_round_runs),
    edge(
        "decline",
        "invited signed",
        "declined",
        "谢绝邀请",
        consequence="您不参加本次评审。没有提交的评审交给其他专家。",
        needs_note=True,
        note_label="原因",
        when=_round_runs,
    ),
    edge("hand_in", "signed", "", "全部提交", hidden=True, when=_round_runs),
    edge("end", "invited signed declined", "ended", "评审结束", hidden=True),
)

REVIEW: Machine[Review] = Machine(
    "expert_review",
    REVIEWS,
    edge("answer", "open", "", "评分", hidden=True, when=_is_reviewed_now),
    edge("submit", "open", "submitted", "提交评分", hidden=True, when=_is_reviewed_now),
    edge(
        "recuse",
        "open",
        "recused",
        "申请回避",
        consequence="本份申报立即从您的名单中移出,不计分,由系统另派专家。",
        needs_note=True,
        note_label="回避理由",
        when=_is_reviewed_now,
    ),
    edge("bar", "open submitted", "recused", "登记回避", hidden=True, needs_note=True),
    edge("release", "open", "released", "收回", hidden=True),
    edge("give_again", "released", "open", "再次分派", hidden=True),
)
