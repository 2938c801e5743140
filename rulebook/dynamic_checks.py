"""What the rulebook brings to the nightly watch."""

from __future__ import annotations

from core.checks import Act, Check, Severity
from core.registry import CHECKS
from rulebook import watched

CHECKS.register(
    "calendar_missing",
    Check(
        code="calendar_missing",
        title="缺少节假日安排",
        meaning="还没有导入这一年的节假日安排,涉及的期限都是暂定,到期不会处理。",
        who_acts="市总工会系统管理员",
        remedy="在管理后台的“节假日安排”中导入通知。",
        severity=Severity.SERIOUS,
        subject="union",
        failing=watched.without_calendar,
        inputs={"year": "年份"},
        touched=watched.calendars_imported,
        act=Act("节假日安排", "admin:rulebook_calendaryear_changelist"),
    ),
)
