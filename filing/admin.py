"""What administrators look up about cases; nothing here moves a case past its steps."""

from __future__ import annotations

from django.contrib import admin

from core.admin import ReadOnlyAdmin
from filing.models import Filing


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
    list_filter = ("acceptance_level", "due_is_provisional", "site__district")
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
