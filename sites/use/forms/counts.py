"""What was counted in a month, what is planned for a year?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sites.use.checks import Frame, plan_problems, request_problems
from sites.use.forms.frame import MOST_SESSIONS, Count, UseForm


class MonthForm(UseForm):
    """The total of a month."""

    visits = Count(
        "使用人次", "人次", help_text="一人来一次算一人次,不含参加活动的人次。没有人用的月份填 0。"
    )


class RequestsForm(UseForm):
    """What was asked for in a month."""

    grid = ("received", "closed", "on_time")

    received = Count("收到诉求", "件")
    closed = Count("已办结", "件", help_text="这些诉求中到现在已经办结的。")
    on_time = Count("按时办结", "件", help_text="已办结的诉求中在承诺时限以内的。")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.errors:
            self.tell(request_problems(data))
        return data


class PlanForm(UseForm):
    """What the site means to do in a year."""

    grid = ("activities", "visits", "monthly_visits")

    activities = Count("计划活动场次", "场", most=MOST_SESSIONS, must=False)
    visits = Count("计划服务人次", "人次", must=False, help_text="全年,含参加活动的人次。")
    monthly_visits = Count("计划每月使用人次", "人次", must=False)

    def __init__(
        self, data: Any = None, *, year: int, frame: Frame, initial: Mapping[str, Any] | None = None
    ) -> None:
        self.frame, self.year = frame, year
        super().__init__(data, initial=initial)
        for name in ("activities", "visits", "monthly_visits"):
            if name not in frame.kind.use.plan:
                del self.fields[name]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.errors:
            self.tell(plan_problems(data, self.year, self.frame.today))
        return data
