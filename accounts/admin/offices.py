"""Unions and districts in the back office."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from accounts import services
from accounts.forms import DistrictForm, UnionForm
from accounts.models import District, Union
from accounts.selectors import uses_of
from core import clock
from core.admin import AuditedModelAdmin
from core.search_text import matching


@admin.register(Union)
class UnionAdmin(AuditedModelAdmin):
    """The union tree: moved with everything below it; never deleted, switched off instead."""

    form = UnionForm
    autocomplete_fields = ("parent",)
    list_display = ("name", "code", "kind", "parent", "governs", "is_issuer", "is_active")
    list_filter = ("kind", "is_active", "is_issuer")
    list_select_related = ("parent", "governs")
    search_fields = ("name", "code")
    ordering = ("path",)
    show_full_result_count = False

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Union], search_term: str
    ) -> tuple[QuerySet[Union], bool]:
        """By two characters, pinyin initials or the code, as everywhere."""
        if not search_term.strip():
            return queryset, False
        return matching(queryset, search_term) | queryset.filter(code__istartswith=search_term.strip()), False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: Union, form: Any, change: bool) -> None:
        services.save_union(obj, actor=request.actor, now=clock.now())  # type: ignore[attr-defined]  # set by middleware


@admin.register(District)
class DistrictAdmin(AuditedModelAdmin):
    """The districts of the city; one that no site, no version and no union names can be removed."""

    form = DistrictForm
    list_display = ("code", "name", "city_name", "centre_lat", "centre_lng", "radius_km")
    search_fields = ("code", "name")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("code",) if obj else ()

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """One by one only, each with its own look at what names it."""
        return {
            name: told for name, told in super().get_actions(request).items() if name != "delete_selected"
        }

    def delete_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        district = self.get_object(request, object_id)
        uses = uses_of(district) if district else []
        if uses:
            words = f"“{district}”不能删除,还有{'、'.join(uses)}用到它。"
            self.message_user(request, words, messages.ERROR)
            return HttpResponseRedirect(reverse("admin:accounts_district_change", args=[object_id]))
        return super().delete_view(request, object_id, extra_context)
