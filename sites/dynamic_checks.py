"""What the register brings to the nightly watch."""

from __future__ import annotations

from functools import partial

from core.checks import Check, Severity
from core.registry import CHECKS
from sites.watched import papers


def _add(check: Check) -> None:
    CHECKS.register(check.code, check)


_add(
    Check(
        code="agreement_ended",
        title="共建协议已到期",
        meaning="与场地单位签订的共建协议已经到期,没有登记新的协议。",
        who_acts="阵地负责人",
        remedy="续签后,用“变更备案”登记新的协议截止日期。",
        severity=Severity.CAUTION,
        failing=partial(papers.ended, papers.agreements),
        inputs={"ends_on": "协议截止日期"},
        touched=papers.facts_changed,
    )
)
