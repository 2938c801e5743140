"""What is owed, by which channel each person is told, and how the channels stand."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

#: So long is a subject at most; one that is cut ends with ``CUT``, and the body begins with all of it.
MOST_SUBJECT = 200
CUT = "…"


class OwedMessage(models.Model):
    """A message somebody is owed; the queue is only the doorbell, this row is the memory."""

    key = models.CharField(max_length=120, unique=True)
    recipient_id = models.BigIntegerField()
    address = models.EmailField(blank=True)
    subject = models.CharField(max_length=MOST_SUBJECT)
    body = models.TextField(blank=True)
    url = models.CharField(max_length=200, blank=True)
    is_urgent = models.BooleanField("立即发送", default=False, db_default=False)
    owed_at = models.DateTimeField()
    next_try_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True, blank=True)
    last_error = models.CharField(max_length=200, blank=True)
    channel = models.CharField("发送方式", max_length=10, blank=True, default="", db_default="")
    taken_until = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        verbose_name = "待发消息"
        verbose_name_plural = "待发消息"
        indexes = [
            models.Index(fields=["next_try_at"], condition=Q(sent_at=None), name="owed_waiting"),
            models.Index(fields=["recipient_id", "-owed_at"], name="owed_recipient"),
        ]

    def __str__(self) -> str:
        return self.subject

    @property
    def beyond(self) -> str:
        """What the body says beyond the subject: of one that was cut, how it goes on."""
        shown = self.subject.removesuffix(CUT)
        is_cut = shown != self.subject and self.body.startswith(shown)
        return f"{CUT}{self.body.removeprefix(shown)}" if is_cut else self.body


class ChannelChoice(models.Model):
    """How one person wants to be told; who has no row is told as ever: by mail, urgent things at once."""

    class Pace(models.TextChoices):
        USUAL = "usual", "要紧的立即发送,其余每天早上合成一条"
        AT_ONCE = "at_once", "全部立即发送"
        DIGEST = "digest", "全部每天早上合成一条"

    recipient_id = models.BigIntegerField(unique=True)
    channel = models.CharField("发送方式", max_length=10)
    address = models.CharField("接收地址", max_length=120, blank=True)
    pace = models.CharField("发送时间", max_length=8, choices=Pace.choices, default=Pace.USUAL)

    class Meta:
        verbose_name = "消息接收方式"
        verbose_name_plural = "消息接收方式"

    def __str__(self) -> str:
        return f"{self.recipient_id} {self.channel}"


class ChannelState(models.Model):
    """How a channel stands: whether its server is away, and since when it last took something."""

    name = models.CharField(max_length=10, primary_key=True)
    away_until = models.DateTimeField(null=True)
    failures = models.PositiveIntegerField(default=0)
    last_error = models.CharField(max_length=200, blank=True)
    last_sent_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "发送方式状态"
        verbose_name_plural = "发送方式状态"

    def __str__(self) -> str:
        return self.name
