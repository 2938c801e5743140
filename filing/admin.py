"""What administrators look up about cases; nothing here moves a case past its steps."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from core.admin import ReadOnlyAdmin
from filing.models import Filing
from rulebook.choices import AcceptanceLevel


class AcceptedBy(admin.SimpleListFilter):
    """Cases by who goes and looks."""

    title = "验收层级"
    parameter_name = "acceptance_level"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return AcceptanceLevel.choices

    def queryset(self, request: HttpRequest, queryset: QuerySet[Filing]) -> QuerySet[Filing]:
        return queryset.filter(acceptance_level=self.value()) if self.value() else queryset


@admin.register(Filing)
class FilingLookUp(ReadOnlyAdmin):
    """Cases as they stand."""

    list_display = (
        "number",
        "state_name",
        "case_name",
        "managing_union",
        "due_on",
        "filing_number",
        "updated_at",
    )
    list_filter = (AcceptedBy, "due_is_provisional", "site__district")
    list_select_related = ("version", "site__managing_union")
    search_fields = ("=number", "=filing_number", "version__name")
    search_help_text = "按案件编号、备案编号或阵地名称查找。"
    ordering = ("-updated_at",)
    show_full_result_count = False
    exclude = ("verify_token",)

    @admin.display(description="状态", ordering="state")
    def state_name(self, filing: Filing) -> str:
        return filing.state_label

    @admin.display(description="阵地名称")
    def case_name(self, filing: Filing) -> str:
        return filing.version.name or "未命名"

    @admin.display(description="主管工会")
    def managing_union(self, filing: Filing) -> str:
        return filing.site.managing_union.name
