"""Who is locked out by wrong passwords? Looked up and released here; nothing is typed."""

from __future__ import annotations

from typing import Any

from axes.models import AccessAttempt
from django.conf import settings
from django.contrib import admin
from django.http import HttpRequest

from core.admin import AuditedModelAdmin


@admin.register(AccessAttempt)
class LockoutAdmin(AuditedModelAdmin):
    """Deleting a line lets the person try again at once; it is told in the trail."""

    list_display = ("username", "ip_address", "failures_since_start", "is_locked", "attempt_time")
    search_fields = ("username", "ip_address")
    search_help_text = "删除一条记录,即解除该用户名在该地址的锁定。"
    ordering = ("-attempt_time",)
    fields = ("username", "ip_address", "failures_since_start", "attempt_time")

    @admin.display(description="已锁定", boolean=True)
    def is_locked(self, attempt: AccessAttempt) -> bool:
        return bool(attempt.failures_since_start >= settings.AXES_FAILURE_LIMIT)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def tell(self, request: HttpRequest, action: str, obj: Any, **more: Any) -> None:
        obj.audit_label = f"{obj.username or ''} {obj.ip_address or ''}".strip()
        super().tell(request, action, obj, **{**more, "label": "解除登录锁定"})
