"""What a source gives in a year, and the lines worked out together from it. All amounts are integer fen."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from accounts.reach import Place
from core.workflow import WorkflowModel


class SubsidyPool(models.Model):
    """What one source gives in one budget year. ``committed`` is what approved lines hold; never above ``amount``."""

    issuer = models.ForeignKey(
        "accounts.Union", models.PROTECT, related_name="subsidy_pools", verbose_name="工会"
    )
    name = models.CharField("名称", max_length=60)
    source = models.CharField("经费来源", max_length=60)
    year = models.PositiveSmallIntegerField("预算年度")
    document_number = models.CharField("预算文号", max_length=40, blank=True)
    amount = models.PositiveBigIntegerField("总额(分)")
    committed = models.PositiveBigIntegerField("已安排(分)", default=0, editable=False)
    entered_by = models.CharField("登记人", max_length=80)
    entered_at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = "补助经费"
        verbose_name_plural = "补助经费"
        ordering: ClassVar = ["-year", "name"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["issuer", "year", "source", "name"], name="pool_once_a_year"),
            models.CheckConstraint(condition=Q(committed__lte=F("amount")), name="pool_is_never_overdrawn"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="pool_is_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.name}({self.year})"

    @property
    def place(self) -> Place:
        return Place(self.issuer.path or "")

    @property
    def left(self) -> int:
        """Integer fen."""
        return self.amount - self.committed

    @property
    def audit_label(self) -> str:
        return str(self)

    @property
    def audit_path(self) -> str:
        return self.issuer.path or ""


class BatchState(models.TextChoices):
    DRAFT = "draft", "测算中"
    SUBMITTED = "submitted", "待审批"
    APPROVED = "approved", "已批准"
    DROPPED = "dropped", "已撤销"


class SubsidyBatch(WorkflowModel):
    """Lines worked out together from one pool; a second person approves, after the meeting.

    For the named sites of ``round``, or without one for the filed sites of ``site_types``. ``skipped``: sites that
    fit no tier, each with why. ``digest`` seals what was approved.
    """

    pool = models.ForeignKey("demonstration.SubsidyPool", models.PROTECT, related_name="batches")
    round = models.ForeignKey(
        "demonstration.Round", models.PROTECT, null=True, related_name="subsidy_batches"
    )
    title = models.CharField("名称", max_length=80)
    site_types = models.JSONField("阵地类型", default=list)
    pack = models.ForeignKey(
        "rulebook.RulePack", models.PROTECT, related_name="+", verbose_name="管理办法版本"
    )
    meeting = models.ForeignKey("demonstration.Meeting", models.PROTECT, null=True, related_name="+")
    made_by = models.CharField("测算人", max_length=80)
    made_by_id = models.BigIntegerField(null=True, editable=False)
    made_at = models.DateTimeField("测算时间")
    skipped = models.JSONField("未列入的阵地", default=list, editable=False)
    submitted_by_id = models.BigIntegerField(null=True, editable=False)
    approved_by = models.CharField("批准人", max_length=80, blank=True)
    approved_at = models.DateTimeField("批准时间", null=True)
    digest = models.CharField("明细摘要", max_length=64, blank=True, editable=False)

    class Meta:
        verbose_name = "补助批次"
        verbose_name_plural = "补助批次"
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state__in=BatchState.values), name="subsidy_batch_state_known"
            ),
            models.CheckConstraint(
                condition=~Q(state=BatchState.APPROVED) | Q(meeting__isnull=False, approved_at__isnull=False),
                name="approved_batch_has_meeting",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def place(self) -> Place:
        return self.pool.place

    @property
    def state_label(self) -> str:
        return str(BatchState(self.state).label)

    @property
    def audit_label(self) -> str:
        return f"补助批次 {self.title}"

    @property
    def audit_path(self) -> str:
        return self.pool.issuer.path or ""
