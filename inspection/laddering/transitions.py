"""The life of a consequence, as an edge table. Nothing but a reminder is taken without a signature."""

from __future__ import annotations

from core.policy import ALLOWED, Decision, denied
from core.words import chinese_day
from core.workflow import Machine, edge
from inspection.laddering.policy import CONSEQUENCES
from inspection.models import Consequence, Rectification
from inspection.rectifying.states import ItemVerdict, RectificationState
from rulebook.choices import LadderAction
from rulebook.provisional import waits_for
from sites.vocabulary import IN_USE

CERTAIN = "最早签批日期({})还是暂定的:{},在此之前不能签批。"

LOOKED_AT = "整改复查办结后才能恢复挂牌;整改通知下达有误的,先撤销整改通知。"
REPORTED = "整改不到位、已上报的,由市总工会核定办结后才能恢复挂牌。"


def _is_certain(row: Consequence) -> Decision:
    if not row.earliest_is_provisional or row.earliest_on is None:
        return ALLOWED
    return denied(CERTAIN.format(chinese_day(row.earliest_on), waits_for(row.earliest_on)))


def _is_not_answered(row: Consequence) -> Decision:
    """Once for each announcement; or whoever objects again and again is never signed for."""
    if not row.answer:
        return ALLOWED
    return denied(
        "对这项措施的异议已经答复,不能再次提出。有新情况的,请联系签批工会;理由消除的,措施自动撤下。"
    )


def _hangs(row: Consequence) -> bool:
    """Whether it can be ended again by a signature."""
    return row.action == LadderAction.SUSPEND


def _is_proposed(row: Consequence) -> bool:
    """Whether something else decides after the signature: a meeting over a title, a case over a filing."""
    return row.action in (LadderAction.REVOKE, LadderAction.CANCEL)


def orders_left(row: Consequence) -> list[Rectification]:
    """The orders behind a rung that still stand."""
    return [cause.order for cause in row.causes.all() if cause.order and cause.order.stands]


def left_words(order: Rectification) -> str:
    """整改通知 ZG-… 待整改,第 1、2 项没有认定“已整改”"""
    left = "、".join(str(item.number) for item in order.items.all() if item.verdict != ItemVerdict.OK)
    return f"{order} {order.state_label}{f',第 {left} 项没有认定“已整改”' if left else ''}"


def _is_mended(row: Consequence) -> Decision:
    """The plate is given back for what was mended; an order given by mistake is taken back first, unless it was reported up."""
    if row.site.state not in IN_USE:
        return denied(f"阵地{row.site.state_label},不再恢复挂牌。")
    left = orders_left(row)
    if not left:
        return ALLOWED
    ways = [REPORTED if order.state == RectificationState.UNMET else LOOKED_AT for order in left]
    return denied(f"{';'.join(map(left_words, left))}。{''.join(dict.fromkeys(ways))}")


CONSEQUENCE: Machine[Consequence] = Machine(
    "consequence",
    CONSEQUENCES,
    edge(
        "object",
        "announced",
        "objected",
        "提出异议",
        consequence="主管工会收到异议,答复以前不能签批这项措施。",
        when=_is_not_answered,
        needs_note=True,
        note_label="异议理由",
    ),
    edge(
        "accept",
        "objected",
        "dropped",
        "采纳异议,撤下措施",
        consequence="这项措施不再签批;问题仍未解决的,按管理办法规定的天数重新起算。",
        needs_note=True,
        note_label="答复意见",
    ),
    edge(
        "keep",
        "objected",
        "announced",
        "不采纳异议,维持措施",
        consequence="答复告知阵地负责人,到最早签批日期后可以签批。",
        needs_note=True,
        note_label="答复意见",
    ),
    edge(
        "withdraw",
        "announced",
        "dropped",
        "撤下措施",
        consequence="这项措施不再签批;问题仍未解决的,按管理办法规定的天数重新起算。",
        needs_note=True,
        note_label="撤下理由",
    ),
    edge("sign", "announced", "signed", "签批", hidden=True, when=_is_certain),
    edge(
        "lift",
        "signed",
        "lifted",
        "恢复挂牌",
        consequence="阵地恢复开放(另有停开公告、决定或整改的除外),阵地负责人收到通知。",
        needs_note=True,
        note_label="恢复理由",
        applies=_hangs,
        when=_is_mended,
    ),
    edge("settle", "signed", "settled", "办结", hidden=True, applies=_is_proposed),
    edge("fall_through", "signed", "dropped", "没有办成,撤下", hidden=True, applies=_is_proposed),
    edge("overturn", "settled", "dropped", "经复核恢复,撤下", hidden=True, applies=_is_proposed),
    edge("drop", "announced objected", "dropped", "理由消除,自动撤下", hidden=True),
)
