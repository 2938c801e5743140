"""The life of an order, as an edge table. A day that passes is told and decides nothing."""

from __future__ import annotations

from core.policy import ALLOWED, Decision, denied
from core.words import chinese_day
from core.workflow import Machine, edge
from inspection.models import Rectification
from inspection.rectifying.policy import ORDERS
from inspection.rectifying.states import ItemVerdict
from rulebook.provisional import waits_for


def _everything_is_answered(row: Rectification) -> Decision:
    waiting = [item.number for item in row.items.all() if not is_answered(item)]
    if not waiting:
        return ALLOWED
    named = "、".join(map(str, waiting))
    return denied(f"第 {named} 项还没有答复,请逐项写明整改情况或上传照片后再提交。")


def is_answered(item: object) -> bool:
    """Found mended, or answered since it was last found wanting."""
    verdict, at = getattr(item, "verdict", ""), getattr(item, "answered_at", None)
    return bool(verdict == ItemVerdict.OK or (at is not None and not verdict))


def _everything_is_mended(row: Rectification) -> Decision:
    left = [item.number for item in row.items.all() if item.verdict != ItemVerdict.OK]
    if not left:
        return ALLOWED
    return denied(f"第 {'、'.join(map(str, left))} 项还没有认定“已整改”,请先逐项复查。")


def _something_is_left(row: Rectification) -> Decision:
    verdicts = [item.verdict for item in row.items.all()]
    if not all(verdicts):
        return denied("还有事项没有复查,请逐项作出结论。")
    if ItemVerdict.NOT_OK in verdicts:
        return ALLOWED
    return denied("各项都已认定“已整改”,请直接办结。")


def _lapsed_or_left(row: Rectification) -> Decision:
    """While it is with the site, only after its day has passed and was told."""
    if row.state == "recheck":
        return _something_is_left(row)
    if row.lapsed_at:
        return ALLOWED
    if row.due_is_provisional:
        return denied(
            f"整改期限({chinese_day(row.due_on)})还是暂定的:{waits_for(row.due_on)};确定并且到期以后才能上报。"
        )
    return denied("整改期限还没有到,不能上报;到期仍未整改的再上报。")


def _has_open_extension(row: Rectification) -> Decision:
    is_open = row.extensions.filter(verdict="").exists()
    return ALLOWED if is_open else denied("没有待答复的延期申请。")


def _has_no_open_extension(row: Rectification) -> Decision:
    is_open = row.extensions.filter(verdict="").exists()
    return denied("已有一份延期申请在等答复,不用重复申请。") if is_open else ALLOWED


ORDER: Machine[Rectification] = Machine(
    "rectification",
    ORDERS,
    edge("answer", "mending", "", "答复整改事项", hidden=True),
    edge(
        "hand_in",
        "mending",
        "recheck",
        "提交复查",
        consequence="下达整改的工会收到提醒,逐项复查。",
        when=_everything_is_answered,
    ),
    edge("ask_longer", "mending", "", "申请延期", hidden=True, when=_has_no_open_extension),
    edge("grant_longer", "mending", "", "同意延期", hidden=True, when=_has_open_extension),
    edge("refuse_longer", "mending", "", "不同意延期", hidden=True, when=_has_open_extension),
    edge("judge", "recheck", "", "逐项复查", hidden=True),
    edge(
        "close",
        "recheck",
        "closed",
        "整改完成,办结",
        consequence="整改办结,阵地恢复为“正常开放”(另有停开公告或其他整改的除外)。",
        when=_everything_is_mended,
    ),
    edge(
        "send_back",
        "recheck",
        "mending",
        "退回继续整改",
        consequence="未整改到位的事项退回阵地继续整改,期限不变。",
        when=_something_is_left,
    ),
    edge(
        "report_up",
        "mending recheck",
        "unmet",
        "整改不到位,上报",
        consequence="整改记为“整改不到位(已上报)”,市总工会和阵地负责人收到提醒;阵地仍为“整改中”,不会自动停开或注销。待答复的延期申请按“不同意延期”答复。",
        needs_note=True,
        note_label="情况说明",
        when=_lapsed_or_left,
    ),
    edge(
        "settle",
        "unmet",
        "closed",
        "上级核定,办结",
        consequence="整改办结,阵地恢复为“正常开放”(另有停开公告或其他整改的除外)。",
        needs_note=True,
        note_label="核定意见",
    ),
    edge(
        "withdraw",
        "mending recheck",
        "withdrawn",
        "撤销整改通知",
        consequence="通知作废,不再要求整改;阵地恢复为“正常开放”(另有停开公告或其他整改的除外)。",
        needs_note=True,
        note_label="撤销原因",
    ),
    edge("lapse", "mending", "", "整改期限已到", hidden=True),
    edge("drop", "mending recheck unmet", "withdrawn", "因阵地注销终止", hidden=True),
)
