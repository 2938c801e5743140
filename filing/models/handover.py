"""A person leaves: what he kept and wrote goes to another of the same branch in one act."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from accounts.reach import Place
from core.workflow import WorkflowModel


class HandoverState(models.TextChoices):
    OFFERED = "offered", "待接收人确认"
    DONE = "done", "已交接"
    DECLINED = "declined", "未接收"
    TAKEN_BACK = "taken_back", "已取消交接"


class Handover(WorkflowModel):
    """One hand-over. ``branch`` is the path of the branch within which it stays; the lists hold keys.

    ``grants`` are the keeper's roles over whole unions, ``sites`` the single sites kept, ``cases`` drafts and open
    cases written.
    """

    giver = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name="移交人")
    taker = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name="接收人")
    branch = models.CharField(max_length=120, editable=False)
    reason = models.CharField("交接原因", max_length=100)
    handed_on = models.DateField("交接日期")
    sites = models.JSONField("阵地", default=list)
    grants = models.JSONField("授权", default=list)
    cases = models.JSONField("案件", default=list)
    created_at = models.DateTimeField("提出时间")
    created_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name="提出人")
    closed_at = models.DateTimeField("办结时间", null=True)

    class Meta:
        verbose_name = "交接"
        verbose_name_plural = "交接"
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(state__in=HandoverState.values), name="handover_state_known"),
            models.CheckConstraint(condition=~Q(giver=F("taker")), name="handover_to_another"),
            models.UniqueConstraint(
                fields=["giver"], condition=Q(state=HandoverState.OFFERED), name="one_open_handover_per_giver"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.giver} → {self.taker}"

    @property
    def place(self) -> Place:
        return Place(self.branch)

    @property
    def state_label(self) -> str:
        return str(HandoverState(self.state).label)

    @property
    def audit_label(self) -> str:
        return f"交接 {self.giver} → {self.taker}"

    @property
    def audit_path(self) -> str:
        return self.branch
