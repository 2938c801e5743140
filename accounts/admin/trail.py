"""Who reads the trail in the back office, and how much of it?"""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest

from accounts.reach import grants_of
from accounts.roles import Role
from core.admin import AuditEntryAdmin
from core.models import AuditEntry


@admin.register(AuditEntry)
class AuditTrailAdmin(AuditEntryAdmin):
    """Administrators read the whole trail; auditors what was done within the branches they audit."""

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(super().has_view_permission(request, obj) or self._branches(request))

    def get_queryset(self, request: HttpRequest) -> QuerySet[AuditEntry]:
        rows = super().get_queryset(request)
        if super().has_view_permission(request):
            return rows
        reach = Q(pk__in=[])
        for path in self._branches(request):
            reach |= Q(scope_path__startswith=path)
        return rows.filter(reach)

    def _branches(self, request: HttpRequest) -> list[str]:
        grants = grants_of(request.actor, {Role.AUDITOR})  # type: ignore[attr-defined]  # set by middleware
        return [grant.union_path for grant in grants if grant.union_path]
