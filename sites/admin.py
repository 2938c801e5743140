"""What administrators look up in the register; nothing here changes a site past its cases."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from accounts.admin import SITE_TYPES
from core.admin import ReadOnlyAdmin
from core.search_text import matching
from sites.models import ServiceSite
from sites.types import type_choices

for code, label in type_choices():
    SITE_TYPES.register(code, label)


class SiteTypeFilter(admin.SimpleListFilter):
    """Sites of one type."""

    title = "阵地类型"
    parameter_name = "site_type"

    def lookups(self, request: HttpRequest, model_admin: object) -> list[tuple[str, str]]:
        return type_choices()

    def queryset(self, request: HttpRequest, queryset: QuerySet[ServiceSite]) -> QuerySet[ServiceSite]:
        return queryset.filter(site_type=self.value()) if self.value() else queryset


@admin.register(ServiceSite)
class SiteLookUp(ReadOnlyAdmin):
    """The register's rows as they stand."""

    list_display = ("code", "name", "type_name", "state_name", "district", "managing_union", "filing_number")
    list_filter = (SiteTypeFilter, "district", "is_listed", "is_sample")
    list_select_related = ("district", "managing_union")
    search_fields = ("code", "filing_number", "name")
    search_help_text = "按名称、阵地编码或备案编号查找。"
    ordering = ("-updated_at",)
    show_full_result_count = False
    exclude = ("search", "union_path", "version")

    @admin.display(description="阵地类型")
    def type_name(self, site: ServiceSite) -> str:
        return site.type_label

    @admin.display(description="状态", ordering="state")
    def state_name(self, site: ServiceSite) -> str:
        return site.state_label

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[ServiceSite], search_term: str
    ) -> tuple[QuerySet[ServiceSite], bool]:
        """By two characters or initials of the name, or a whole code or number."""
        term = search_term.strip()
        if not term:
            return queryset, False
        exact = queryset.filter(code__iexact=term) | queryset.filter(filing_number__iexact=term)
        return matching(queryset, term) | exact, False
