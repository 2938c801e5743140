"""What is to be done after a plate was suspended or a cancellation was signed? Until the next rung this is what stands."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

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


@dataclass(frozen=True)
class _Act:
    """What is to be done with orders in one state, after what the plate is given back, and who does it; ``{}``: who gave them."""

    state: str
    what: str
    when: str
    doers: tuple[str, ...]


_ACTS = (
    _Act(RectificationState.MENDING, "完成整改并提交复查", "复查办结后", ("阵地负责人整改",)),
    _Act(RectificationState.RECHECK, "逐项复查", "复查办结后", ("{}复查",)),
    _Act(RectificationState.UNMET, REPORTED, "核定办结后", ("阵地负责人整改", "市总工会核定")),
)


def led_step(site: ServiceSite) -> NextStep | None:
    """Of what was signed and stands, the gravest."""
    signed = list(signed_over(site))
    case = next((row for row in reversed(signed) if row.action == LadderAction.CANCEL), None)
    if case is not None:
        return NextStep(
            f"补填注销备案 {case.outcome_key} 并提交,经市总工会签批后注销",
            who=who_signs(LadderAction.CANCEL, site),
            also="不再注销的,由其撤回本案并写明原因",
        )
    return _plate_step(signed, site) if signed else None


def _plate_step(rows: Sequence[Consequence], site: ServiceSite) -> NextStep:
    """A plate that hangs for several orders is back when the last of them is over."""
    who = who_signs(LadderAction.SUSPEND, site)
    if left := {order.pk: order for row in rows for order in orders_left(row)}:
        return _mending(list(left.values()), who)
    return NextStep(
        "整改已办结,核实后恢复挂牌",
        "现在可以办理",
        who,
        also="在处置措施页面写明理由后恢复",
        lapse=f"{CLOSED}。",
    )


def _mending(left: Sequence[Rectification], who: str) -> NextStep:
    """Each order in the hands in which it is: with the site, looked at again, or reported up, when the city alone ends it."""
    held = [(act, orders) for act in _ACTS if (orders := [each for each in left if each.state == act.state])]
    acts = [f"{act.what}({'、'.join(map(left_words, orders))})" for act, orders in held]
    doers = [doer.format("、".join(_offices(orders))) for act, orders in held for doer in act.doers]
    when = "全部办结后" if len(acts) > 1 else held[0][0].when
    return NextStep(
        f"{';'.join(acts)},{when}由签批工会恢复挂牌",
        when,
        f"{';'.join(dict.fromkeys(doers))};{who}恢复挂牌",
        lapse=f"{CLOSED}。",
    )


def _offices(orders: Sequence[Rectification]) -> Iterable[str]:
    return dict.fromkeys(order.office for order in orders)
