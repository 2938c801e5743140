"""What somebody says against an entry of a posted list, and how it was answered."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from core.workflow import WorkflowModel

#: The longest objection that is read.
MOST_OBJECTION = 2000


class ObjectionState(models.TextChoices):
    RECEIVED = "received", "待受理"
    EXAMINING = "examining", "核查中"
    UPHELD = "upheld", "异议成立"
    REJECTED = "rejected", "异议不成立"


#: The entry is held while one of these stands.
OPEN_OBJECTIONS = (ObjectionState.RECEIVED, ObjectionState.EXAMINING)


class Objection(WorkflowModel):
    """What somebody says against one entry. Name and telephone are read by the city's handler only.

    ``number`` and ``token`` let the sender follow it. Anonymous: both name and telephone are empty.
    """

    entry = models.ForeignKey("demonstration.PublicityEntry", models.PROTECT, related_name="objections")
    number = models.CharField("异议编号", max_length=24, unique=True)
    token = models.CharField(max_length=24, editable=False)
    text = models.CharField("异议内容", max_length=MOST_OBJECTION)
    sender_name = models.CharField("姓名或单位", max_length=40, blank=True)
    sender_phone = models.CharField("联系电话", max_length=30, blank=True)
    channel = models.CharField("提出方式", max_length=20, default="网页")
    received_at = models.DateTimeField("收到时间")
    taken_by = models.CharField("受理人", max_length=80, blank=True)
    taken_by_id = models.BigIntegerField(null=True, editable=False)
    findings = models.TextField("核查情况", blank=True)
    reply = models.TextField("答复", blank=True)
    answered_at = models.DateTimeField("答复时间", null=True)

    class Meta:
        verbose_name = "异议"
        verbose_name_plural = "异议"
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state__in=ObjectionState.values), name="objection_state_known"
            ),
            models.CheckConstraint(
                condition=Q(sender_phone="") | ~Q(sender_name=""), name="anonymous_objection_has_no_phone"
            ),
            models.CheckConstraint(
                condition=Q(state__in=OPEN_OBJECTIONS) | (Q(answered_at__isnull=False) & ~Q(reply="")),
                name="closed_objection_was_answered",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["state", "received_at"], name="objection_by_state")]

    def __str__(self) -> str:
        return f"异议 {self.number}"

    @property
    def is_named(self) -> bool:
        return bool(self.sender_name)

    @property
    def state_label(self) -> str:
        return str(ObjectionState(self.state).label)

    @property
    def audit_label(self) -> str:
        return f"异议 {self.number}"

    @property
    def audit_path(self) -> str:
        return self.entry.publicity.round.issuer.path or ""

    @property
    def audit_about(self) -> str:
        """A history of its own: those who read the round's must not learn who is objected to."""
        return f"objection:{self.pk}"
