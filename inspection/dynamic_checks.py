"""What inspection brings to the nightly watch."""

from __future__ import annotations

from typing import Any

from core.checks import Act, Check, InAdvance, Severity
from core.registry import CHECKS
from inspection import watched
from inspection.rectifying import next_steps as of_orders
from inspection.reporting import watched as reported
from inspection.reporting.deadlines import LIMIT as ANSWER

KEEPER = "阵地负责人"
_CHECKED_IN_TIME = InAdvance("到这一天还没有提交自查的,列为:", "在应自查日期以前到现场逐项自评并提交。")
#: The yearly self-inspection (自查) is done by giving one's own points (自评): the button says so.
_OWN_POINTS = Act("开始或继续自评", "assessment-new", "site={}")
_DAYS = {"last": "最近自查日期", "due": "应自查日期"}


def _add(code: str, title: str, meaning: str, who_acts: str = KEEPER, **more: Any) -> None:
    CHECKS.register(code, Check(code=code, title=title, meaning=meaning, who_acts=who_acts, **more))


_add(
    "order_overdue",
    "限期整改逾期",
    "整改期限已过,阵地还没有提交复查。",
    remedy=f"{of_orders.LATE}。",
    in_advance=InAdvance("到这一天还没有提交复查的,列为:", f"{of_orders.IN_TIME}。"),
    of_order=True,
    severity=Severity.SERIOUS,
    failing=watched.orders_overdue,
    inputs={"due": "整改期限"},
    touched=watched.orders_moved,
)
_add(
    "self_check_due",
    "自查即将到期",
    "按办法规定的周期,下一次自查的日期快到了。",
    remedy="到现场逐项自评并提交,提交后即完成自查。",
    act=_OWN_POINTS,
    severity=Severity.HINT,
    term=watched.NOTICE,
    failing=watched.self_check_due,
    inputs={**_DAYS, "notice": "提前 {} 天提醒"},
    touched=watched.self_checked,
)
_add(
    "self_check_overdue",
    "自查逾期",
    "按办法规定的周期,自查日期已过,还没有提交。",
    remedy="尽快到现场逐项自评并提交,提交后即完成自查。",
    act=_OWN_POINTS,
    in_advance=_CHECKED_IN_TIME,
    severity=Severity.CAUTION,
    term="self_check_months",
    failing=watched.self_check_overdue,
    inputs=_DAYS,
    touched=watched.self_checked,
    climbs=True,
    follows="self_check_due",
)
_add(
    "self_check_very_late",
    "自查严重逾期",
    "自查逾期的天数已超过办法规定的限度。",
    remedy="立即到现场逐项自评并提交,提交后即完成自查。",
    act=_OWN_POINTS,
    in_advance=_CHECKED_IN_TIME,
    severity=Severity.SERIOUS,
    term=watched.LATE,
    failing=watched.self_check_very_late,
    inputs={**_DAYS, "late": "逾期超过 {} 天为严重"},
    touched=watched.self_checked,
    climbs=True,
    grows_out_of="self_check_overdue",
)
_add(
    "report_unanswered",
    "群众反映逾期未答复",
    "群众反映的答复期限已过,区(市)总工会还没有答复。",
    "区(市)总工会经办人",
    remedy="核实后在群众反映中答复。",
    in_advance=InAdvance("到这一天还没有答复的,列为:"),
    severity=Severity.CAUTION,
    term=ANSWER,
    failing=reported.reports_unanswered,
    inputs={"due": "答复期限", "reports": "未答复 {} 件", "report": ""},
    touched=reported.reports_answered,
    page=("report", "report"),
)
