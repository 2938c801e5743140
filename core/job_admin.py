"""Long work in the back office: looked up, changed nowhere here."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest

from core.admin import ReadOnlyAdmin
from core.models import JobRun


class Standing(admin.SimpleListFilter):
    """Jobs by how they stand."""

    title = "状态"
    parameter_name = "standing"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return JobRun.Standing.choices

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        wanted = {
            JobRun.Standing.WAITING.value: Q(ended_at=None, holder=None),
            JobRun.Standing.RUNNING.value: Q(ended_at=None, holder__isnull=False),
            JobRun.Standing.DONE.value: Q(ended_at__isnull=False, error=""),
            JobRun.Standing.FAILED.value: Q(ended_at__isnull=False) & ~Q(error=""),
        }
        chosen = wanted.get(self.value() or "")
        return queryset if chosen is None else queryset.filter(chosen)


@admin.register(JobRun)
class JobRunAdmin(ReadOnlyAdmin):
    """Long work: who asked for what, how far it is, how it ended."""

    list_display = (
        "label",
        "about",
        "said_standing",
        "said_progress",
        "actor_name",
        "asked_at",
        "started_at",
        "ended_at",
        "error",
    )
    list_filter = (Standing,)
    search_fields = ("about", "actor_name")
    ordering = ("-asked_at",)
    show_full_result_count = False

    @admin.display(description="状态")
    def said_standing(self, job: JobRun) -> str:
        return job.standing.label

    @admin.display(description="进度")
    def said_progress(self, job: JobRun) -> str:
        return f"{job.done} / {job.total}" if job.total else "—"
