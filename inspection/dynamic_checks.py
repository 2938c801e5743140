"""What inspection brings to the nightly watch."""

from __future__ import annotations

from core.checks import Check, Severity
from core.registry import CHECKS
from inspection import watched


def _add(check: Check) -> None:
    CHECKS.register(check.code, check)


_add(
    Check(
        code="order_overdue",
        title="限期整改逾期",
        meaning="整改期限已过,阵地还没有提交复查。",
        who_acts="阵地负责人",
        remedy="完成整改后提交复查;确有困难的,请联系下达通知的工会。",
        severity=Severity.SERIOUS,
        failing=watched.orders_overdue,
        inputs={"due": "整改期限"},
        touched=watched.orders_moved,
    )
)
