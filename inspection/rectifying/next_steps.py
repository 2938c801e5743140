"""What happens next with an order, when, by whom, and what the system does when its day passes? The nightly job obeys it."""

from __future__ import annotations

from datetime import datetime

from accounts.roles import Role
from core.registry import NextStep
from core.words import chinese_moment
from inspection.models import Rectification
from inspection.rectifying.deadlines import DaysLeft, days_left, moment_of, what_follows
from inspection.rectifying.states import RectificationState
from rulebook.provisional import waits_for
from rulebook.selectors import measure_in

#: What a site does while its day has not come, and once it has passed; the nightly watch says the same.
IN_TIME = "在期限前整改完并提交复查;确有困难的,期限前申请延期"
LATE = "尽快整改完并提交复查;提交后处置期限停计"
#: And once the order was reported up: nothing is handed in any more, the city alone ends it.
REPORTED = "继续整改,并请市总工会核定"


def clock_of(order: Rectification, now: datetime) -> DaysLeft:
    """The clock of one order."""
    return days_left(order.state, order.due_on, order.due_closing, now, provisional=order.due_is_provisional)


def lapses_at(order: Rectification) -> datetime | None:
    """When the one automatic step comes: it is told that the day has passed. None on a provisional date, none twice."""
    runs = order.state == RectificationState.MENDING and order.lapsed_at is None
    return moment_of(order.due_on, order.due_closing) if runs and not order.due_is_provisional else None


def step_of(order: Rectification, now: datetime) -> NextStep:
    state = order.state
    if state == RectificationState.MENDING:
        return _mending(order, clock_of(order, now))
    if state == RectificationState.RECHECK:
        return NextStep("逐项复查,办结或退回继续整改", who=f"{order.office}(代阵地答复过的人员不能复查)")
    if state == RectificationState.UNMET:
        return NextStep(
            "核定整改情况后办结,或者按管理办法作进一步处理",
            who="市总工会有签批权限的经办人",
            avoid=REPORTED,
        )
    if state == RectificationState.CLOSED:
        return NextStep("整改已办结,没有后续事项")
    return NextStep("整改通知已撤销,没有后续事项")


def _mending(order: Rectification, clock: DaysLeft) -> NextStep:
    """Once the day has passed nobody asks for more time."""
    return NextStep(
        "逐项整改,写明情况或上传照片,再提交复查",
        clock.words,
        "阵地负责人(区(市)总工会可以代填)",
        avoid=LATE if clock.is_late else IN_TIME,
        lapse=_lapse_words(order, clock),
    )


def _told(order: Rectification) -> str:
    """The union that gave the order, and the city where that is another."""
    return order.office if order.ordered_as == Role.CITY else f"{order.office}和市总工会"


def _lapse_words(order: Rectification, clock: DaysLeft) -> str:
    """What comes by itself, and what a person may do then."""
    follows = what_follows(measure_in(order.pack))
    further = f"{follows}。" if follows else ""
    if order.due_is_provisional:
        return f"{waits_for(order.due_on)};在此之前到期不作处理。{further}"
    at = lapses_at(order)
    if at is None or clock.is_late:
        return further
    told = f"{chinese_moment(at)} 仍未提交的,系统提醒{_told(order)},不会自动上报、停开或注销"
    return f"{told};{further}" if further else f"{told}。"
