"""What administrators look up of the nightly watch; nothing is changed here."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest

from core.admin import ReadOnlyAdmin
from inspection.models import CheckRun


class HowEnded(admin.SimpleListFilter):
    """Runs by how they ended."""

    title = "结果"
    parameter_name = "ended"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [
            ("done", "完成"),
            ("partial", "部分完成"),
            ("broken", "没有完成"),
            ("found", "有新发现或已结束"),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[CheckRun]) -> QuerySet[CheckRun]:
        wanted = {
            "done": Q(ended_at__isnull=False, error=""),
            "partial": Q(ended_at__isnull=False) & ~Q(error=""),
            "broken": Q(ended_at=None),
            "found": Q(opened__gt=0) | Q(closed__gt=0),
        }
        chosen = wanted.get(self.value() or "")
        return queryset if chosen is None else queryset.filter(chosen)


@admin.register(CheckRun)
class CheckRunLookUp(ReadOnlyAdmin):
    """Which check ran for which day, what it found, and why it did not end."""

    list_display = ("said_check", "day", "said_state", "opened", "closed", "took", "attempts", "error")
    list_filter = (HowEnded, "day")
    ordering = ("-day", "code")
    show_full_result_count = False

    @admin.display(description="预警项", ordering="code")
    def said_check(self, run: CheckRun) -> str:
        return run.title

    @admin.display(description="状态")
    def said_state(self, run: CheckRun) -> str:
        if run.ended_at:
            return "部分完成" if run.error else "完成"
        return "没有完成" if run.error else "等待运行"

    @admin.display(description="用时(秒)")
    def took(self, run: CheckRun) -> str:
        if run.began_at is None or run.ended_at is None:
            return "—"
        return f"{max(0.0, (run.ended_at - run.began_at).total_seconds()):.1f}"
