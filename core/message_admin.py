"""What is still to be sent, in the back office."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from core.admin import ReadOnlyAdmin
from core.channels import CHANNELS
from core.models import OwedMessage
from core.outbox import with_receivers
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

    list_display = (
        "said_subject",
        "said_receiver",
        "said_address",
        "said_owed",
        "said_sent",
        "said_channel",
        "said_attempts",
        "said_error",
    )
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
        return getattr(message, "receiver", "") or "—"

    @admin.display(description="邮箱")
    def said_address(self, message: OwedMessage) -> str:
        return message.address or ("—" if message.sent_at else "仅站内")

    @admin.display(description="产生时间", ordering="owed_at")
    def said_owed(self, message: OwedMessage) -> Any:
        return message.owed_at

    @admin.display(description="发出时间", ordering="sent_at")
    def said_sent(self, message: OwedMessage) -> Any:
        return message.sent_at

    @admin.display(description="发送方式", ordering="channel")
    def said_channel(self, message: OwedMessage) -> str:
        return CHANNELS[message.channel].label if message.channel in CHANNELS else "—"

    @admin.display(description="尝试次数", ordering="attempts")
    def said_attempts(self, message: OwedMessage) -> int:
        return message.attempts

    @admin.display(description="最近一次错误")
    def said_error(self, message: OwedMessage) -> str:
        return message.last_error
