"""One worked line of a subsidy. All amounts are integer fen."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from accounts.reach import Place
from core.workflow import WorkflowModel


class SubsidyState(models.TextChoices):
    PROPOSED = "proposed", "待审批"
    APPROVED = "approved", "待拨付"
    PAID = "paid", "已拨付"
    RECEIVED = "received", "已到账"
    RECALLED = "recalled", "应收回"
    RETURNED = "returned", "已收回"
    DROPPED = "dropped", "不予补助"


#: Was approved and not given up: counts against the pool, less what came back.
COMMITTED = (
    SubsidyState.APPROVED,
    SubsidyState.PAID,
    SubsidyState.RECEIVED,
    SubsidyState.RECALLED,
    SubsidyState.RETURNED,
)


class Subsidy(WorkflowModel):
    """One worked line: which rule, which numbers, how much, to whose account.

    ``facts`` are the inputs, so that it can be worked out again; ``warnings`` what was found against it (double
    funding, above a cap). ``payee`` is the union that gets it, ``keeper`` the upper union that keeps its account.
    """

    number = models.CharField("补助编号", max_length=24, unique=True)
    batch = models.ForeignKey("demonstration.SubsidyBatch", models.PROTECT, related_name="lines")
    site = models.ForeignKey("service_sites.ServiceSite", models.PROTECT, related_name="subsidies")
    designation = models.ForeignKey(
        "demonstration.Designation", models.PROTECT, null=True, related_name="subsidies"
    )
    tier = models.CharField("档次", max_length=40)
    rule = models.CharField("计算依据", max_length=300)
    facts = models.JSONField("计算资料", default=dict)
    amount = models.PositiveBigIntegerField("金额(分)")
    warnings = models.JSONField("提示", default=list)
    override_reason = models.CharField("仍予补助的理由", max_length=300, blank=True)
    payee = models.ForeignKey("accounts.Union", models.PROTECT, related_name="+", verbose_name="收款工会")
    keeper = models.ForeignKey(
        "accounts.Union", models.PROTECT, null=True, related_name="+", verbose_name="代管账户工会"
    )
    approved_at = models.DateTimeField("批准时间", null=True, editable=False)
    recalled = models.PositiveBigIntegerField("应收回(分)", default=0)
    recall_ground = models.CharField("收回依据", max_length=300, blank=True)
    updated_at = models.DateTimeField("更新时间")

    class Meta:
        verbose_name = "补助"
        verbose_name_plural = "补助"
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(state__in=SubsidyState.values), name="subsidy_state_known"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="subsidy_is_positive"),
            models.CheckConstraint(condition=Q(recalled__lte=F("amount")), name="recalled_at_most_all"),
            models.UniqueConstraint(fields=["batch", "site", "tier"], name="line_once_per_site_and_tier"),
        ]
        indexes: ClassVar = [models.Index(fields=["site", "state"], name="subsidy_by_site")]

    def __str__(self) -> str:
        return f"补助 {self.number}"

    @property
    def place(self) -> Place:
        return self.site.place

    @property
    def state_label(self) -> str:
        return str(SubsidyState(self.state).label)

    @property
    def was_approved(self) -> bool:
        """Also where it was given up afterwards."""
        return self.approved_at is not None

    @property
    def audit_label(self) -> str:
        return str(self)

    @property
    def audit_path(self) -> str:
        return self.site.union_path

    @property
    def audit_about(self) -> str:
        """Its own: what is only proposed stands in no trail that the branch reads."""
        return f"subsidy:{self.pk}"
