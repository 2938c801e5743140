"""What is still to be sent, in the back office."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html_join
from django.utils.safestring import mark_safe

from core.admin import ReadOnlyAdmin
from core.channels import CHANNELS
from core.models import OwedMessage
from core.outbox import with_receivers
from core.templatetags.portal import cn_datetime
from core.walls import messages_seen


class Sent(admin.SimpleListFilter):
    """What went out, and what still waits."""

    title = "发送情况"
    parameter_name = "sent"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("no", "待发出"), ("yes", "已发出")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        wanted = {"no": True, "yes": False}.get(self.value() or "")
        return queryset if wanted is None else queryset.filter(sent_at__isnull=wanted)


@admin.register(OwedMessage)
class OwedMessageAdmin(ReadOnlyAdmin):
    """What is still to be sent, and why it was not."""

    list_display = ("said_subject", "said_receiver", "said_owed", "said_sent", "last_told")
    list_display_links = None
    list_filter = (Sent,)
    search_fields = ("subject", "address")
    ordering = ("-owed_at",)
    show_full_result_count = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[OwedMessage]:
        seen = super().get_queryset(request).filter(messages_seen(request.actor))  # type: ignore[attr-defined]  # set by middleware
        return with_receivers(seen)

    @admin.display(description="主题", ordering="subject")
    def said_subject(self, message: OwedMessage) -> str:
        return message.subject

    @admin.display(description="收件人")
    def said_receiver(self, message: OwedMessage) -> str:
        address = message.address or ("" if message.sent_at else "仅站内")
        return _in_lines(getattr(message, "receiver", ""), address)

    @admin.display(description="产生时间", ordering="owed_at")
    def said_owed(self, message: OwedMessage) -> Any:
        return message.owed_at

    @admin.display(description="发出情况", ordering="sent_at")
    def said_sent(self, message: OwedMessage) -> str:
        way = CHANNELS[message.channel].label if message.channel in CHANNELS else ""
        if message.sent_at:
            return _in_lines(cn_datetime(message.sent_at), way)
        return _in_lines("待发出", f"已试 {message.attempts} 次" if message.attempts else "")

    @admin.display(description="最近一次错误")
    def last_told(self, message: OwedMessage) -> str:
        return message.last_error or "—"


def _in_lines(*words: str) -> str:
    """Few columns with what belongs together below each other, so that the reason at the end is in sight."""
    return format_html_join(mark_safe("<br>"), "{}", ((each,) for each in words if each)) or "—"  # own tag
