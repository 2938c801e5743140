"""What the rulebook tells the health page: is the calendar of this and the next year there?"""

from __future__ import annotations

from datetime import datetime

from core.clock import LEGAL_ZONE
from core.registry import READINESS, Readiness
from rulebook.selectors import known_calendar_years

#: The yearly notice is usually out by then.
NOTICE_MONTH = 11


def calendar_readiness(now: datetime) -> Readiness:
    """A missing year is a warning: periods go on by weekends, marked as provisional."""
    today = now.astimezone(LEGAL_ZONE).date()
    wanted = [today.year, today.year + 1] if today.month >= NOTICE_MONTH else [today.year]
    missing = [year for year in wanted if year not in known_calendar_years()]
    if not missing:
        return Readiness("calendar", True, f"节假日安排已导入至 {wanted[-1]} 年")
    years = "、".join(f"{year} 年" for year in missing)
    return Readiness(
        "calendar", None, f"尚未导入{years}节假日安排,涉及的期限为暂定;请在管理后台“节假日安排”中导入"
    )


READINESS.register("calendar", calendar_readiness)
