"""What is to be done after a plate was suspended or a cancellation was signed? Until the next rung this is what stands."""

from __future__ import annotations

from collections.abc import Sequence

from core.registry import NextStep
from inspection.laddering.selectors import signed_over
from inspection.laddering.signers import who_signs
from inspection.laddering.transitions import left_words, orders_left
from inspection.models import Consequence, Rectification
from inspection.rectifying.next_steps import REPORTED
from inspection.rectifying.states import RectificationState
from rulebook.choices import LadderAction
from sites.models import ServiceSite

CLOSED = "统一标识牌停用,公众页面显示“暂停开放”;停开公告不能解除暂停挂牌"


def led_step(site: ServiceSite) -> NextStep | None:
    """Of what was signed and stands, the gravest."""
    signed = {row.action: row for row in signed_over(site)}
    if (row := signed.get(LadderAction.CANCEL)) is not None:
        return NextStep(
            f"补填注销备案 {row.outcome_key} 并提交,经市总工会签批后注销",
            who=who_signs(LadderAction.CANCEL, site),
            also="不再注销的,由其撤回本案并写明原因",
        )
    row = signed.get(LadderAction.SUSPEND)
    return _plate_step(row, site) if row is not None else None


def _mending(left: Sequence[Rectification], who: str) -> NextStep:
    """What was reported up is handed in no more: the city alone finds that it is mended."""
    reported = [left_words(order) for order in left if order.state == RectificationState.UNMET]
    others = [left_words(order) for order in left if order.state != RectificationState.UNMET]
    acts = [f"完成整改并提交复查({'、'.join(others)})"] if others else []
    acts += [f"{REPORTED}({'、'.join(reported)})"] if reported else []
    when = "全部办结后" if len(acts) > 1 else "核定办结后" if reported else "复查办结后"
    decides = "市总工会核定;" if reported else ""
    return NextStep(
        f"{';'.join(acts)},{when}由签批工会恢复挂牌",
        when,
        f"阵地负责人整改;{decides}{who}恢复挂牌",
        lapse=f"{CLOSED}。",
    )


def _plate_step(row: Consequence, site: ServiceSite) -> NextStep:
    who = who_signs(LadderAction.SUSPEND, site)
    if left := orders_left(row):
        return _mending(left, who)
    return NextStep(
        "整改已办结,核实后恢复挂牌",
        "现在可以办理",
        who,
        also="在处置措施页面写明理由后恢复",
        lapse=f"{CLOSED}。",
    )
