"""The way of a nomination until it is reviewed, as an edge table: draft, branch, letter and answers, recommendation."""

from __future__ import annotations

from core.policy import ALLOWED, Decision, denied
from core.workflow import Machine, edge
from demonstration.models import Nomination, RoundState
from demonstration.nominating.policy import NOMINATIONS

#: While the branch may check, send back and rank.
WITH_BRANCHES = (RoundState.OPEN, RoundState.RECOMMENDING)


def _before_the_review(row: Nomination) -> Decision:
    if row.round.state in WITH_BRANCHES:
        return ALLOWED
    return denied(f"本次评定已进入“{row.round.state_label}”,申报和推荐已经结束。")


def _has_something_to_tell(row: Nomination) -> Decision:
    if not row.gaps.filter(letter=None).exists():
        return denied("还没有记下需补正的事项,请先在有问题的部分旁点“需补正”。")
    return _before_the_review(row)


def _is_answered(row: Nomination) -> Decision:
    waiting = row.gaps.filter(letter__isnull=False, answered_at=None).count()
    if waiting:
        return denied(f"还有 {waiting} 项补正没有答复,请逐项答复后再提交。")
    return _before_the_review(row)


def _is_in_order(row: Nomination) -> Decision:
    """Everything told is closed, and nothing is noted that was not told."""
    if row.gaps.filter(letter__isnull=False, verdict="").exists():
        return denied("补正事项还没有逐项确认,请确认后再办理。")
    if row.gaps.filter(letter=None).exists():
        return denied("记下的补正事项还没有发出,请发出或删除后再办理。")
    return _before_the_review(row)


def _in_review(row: Nomination) -> Decision:
    if row.round.state == RoundState.REVIEW:
        return ALLOWED
    return denied(f"本次评定是“{row.round.state_label}”,等次已经确定。")


NOMINATION: Machine[Nomination] = Machine(
    "nomination",
    NOMINATIONS,
    edge("edit", "draft returned", "", "填写", hidden=True, when=_before_the_review),
    edge("submit", "draft", "submitted", "提交申报", hidden=True),
    edge("discard", "draft", "withdrawn", "删除草稿", consequence="草稿不再使用;申报期间可以重新申报。"),
    edge("answer", "returned", "", "答复补正事项", hidden=True, when=_before_the_review),
    edge("resubmit", "returned", "submitted", "重新提交", hidden=True, when=_is_answered),
    edge("mark", "submitted", "", "记录补正事项", hidden=True, when=_before_the_review),
    edge("return", "submitted", "returned", "退回补正", hidden=True, when=_has_something_to_tell),
    edge(
        "recommend",
        "submitted",
        "recommended",
        "推荐",
        consequence="占用本工会一个推荐名额,排在已推荐的最后,可以再调整次序或者收回。",
        note_label="推荐意见",
        when=_is_in_order,
    ),
    edge("move", "recommended", "", "调整推荐次序", hidden=True, when=_before_the_review),
    edge(
        "take_back",
        "recommended",
        "submitted",
        "收回推荐",
        consequence="空出一个推荐名额,后面的次序依次提前。",
        when=_before_the_review,
    ),
    edge(
        "pass_over",
        "submitted",
        "passed_over",
        "不推荐",
        consequence="申报单位收到通知和理由。推荐截止前可以改回。",
        needs_note=True,
        note_label="不推荐的理由",
        when=_is_in_order,
    ),
    edge(
        "take_up",
        "passed_over",
        "submitted",
        "恢复为待推荐",
        consequence="申报恢复为待推荐,申报单位收到通知。",
        when=_before_the_review,
    ),
    edge(
        "withdraw",
        "submitted returned recommended",
        "withdrawn",
        "撤回申报",
        consequence="本次申报结束,已占用的推荐名额空出,记录保留。申报期间可以重新申报。",
        needs_note=True,
        note_label="撤回原因",
        when=_before_the_review,
    ),
    edge("enter_review", "recommended", "review", "转入评审", hidden=True),
    edge("close_out", "submitted returned", "passed_over", "推荐截止,未推荐", hidden=True),
    edge("lapse", "draft", "withdrawn", "申报截止,草稿未提交", hidden=True),
    edge(
        "decide_grade",
        "review",
        "",
        "调整等次",
        hidden=True,
        needs_note=True,
        note_label="调整的理由",
        when=_in_review,
    ),
    edge("undo_grade", "review", "", "取消调整", hidden=True, when=_in_review),
    edge("select", "review", "selected", "列入拟命名名单", hidden=True),
    edge("reserve", "review", "reserve", "列为备选", hidden=True),
    edge("leave_out", "review", "unselected", "未入选", hidden=True),
    edge("reopen", "selected reserve unselected", "review", "名单撤回,重新评审", hidden=True),
    edge("come_up", "reserve", "selected", "由备选递补", hidden=True),
    edge("exclude", "selected reserve", "excluded", "不予命名", hidden=True, needs_note=True),
    edge("name", "selected", "named", "命名", hidden=True),
    edge("readmit", "unselected excluded", "selected", "复核后列入拟命名名单", hidden=True),
)
