"""Money for sites: pools, batches, lines, payments along the chain, what it was used for, what comes back.

All amounts are integer fen.
"""

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


class Payment(models.Model):
    """One step of the chain from union account to union account, with its notice; the receipt comes later.

    ``step`` counts from 1; the database refuses a second payment of the same step, from whichever window.
    """

    subsidy = models.ForeignKey("demonstration.Subsidy", models.PROTECT, related_name="payments")
    step = models.PositiveSmallIntegerField("环节")
    payer = models.ForeignKey("accounts.Union", models.PROTECT, related_name="+", verbose_name="拨出工会")
    payee = models.ForeignKey("accounts.Union", models.PROTECT, related_name="+", verbose_name="收款工会")
    amount = models.PositiveBigIntegerField("金额(分)")
    notice_number = models.CharField("通知文号", max_length=40)
    budget_year = models.PositiveSmallIntegerField("预算年度")
    paid_on = models.DateField("拨付日期")
    entered_by = models.CharField("登记人", max_length=80)
    entered_at = models.DateTimeField("登记时间")
    receipt_number = models.CharField("回执编号", max_length=40, blank=True)
    received_on = models.DateField("到账日期", null=True)
    receipt_by = models.CharField("回执登记人", max_length=80, blank=True)

    class Meta:
        verbose_name = "拨付"
        verbose_name_plural = "拨付"
        ordering: ClassVar = ["step"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["subsidy", "step"], name="one_payment_per_step"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="payment_is_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.subsidy} 第 {self.step} 步"


class UseReport(models.Model):
    """What a subsidy was spent on, item by item; equipment carries its asset number."""

    subsidy = models.ForeignKey("demonstration.Subsidy", models.PROTECT, related_name="use_reports")
    item = models.CharField("用途", max_length=80)
    amount = models.PositiveBigIntegerField("金额(分)")
    spent_on = models.DateField("支出日期")
    voucher_number = models.CharField("凭证号", max_length=40)
    is_equipment = models.BooleanField("属于设备购置", default=False)
    asset_number = models.CharField("资产编号", max_length=40, blank=True)
    voucher = models.ForeignKey("service_sites.Attachment", models.PROTECT, null=True, related_name="+")
    entered_by = models.CharField("登记人", max_length=80)
    entered_at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = "经费使用"
        verbose_name_plural = "经费使用"
        ordering: ClassVar = ["spent_on", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="spending_is_positive"),
            models.CheckConstraint(
                condition=Q(is_equipment=False) | ~Q(asset_number=""), name="equipment_has_asset_number"
            ),
        ]

    def __str__(self) -> str:
        return self.item


class Recovery(models.Model):
    """Money that came back: 收回补助经费."""

    subsidy = models.ForeignKey("demonstration.Subsidy", models.PROTECT, related_name="recoveries")
    amount = models.PositiveBigIntegerField("金额(分)")
    document_number = models.CharField("通知文号", max_length=40)
    received_on = models.DateField("收回日期")
    entered_by = models.CharField("登记人", max_length=80)
    entered_at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = "收回经费"
        verbose_name_plural = "收回经费"
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="recovery_is_positive")
        ]

    def __str__(self) -> str:
        return f"{self.subsidy} 收回"
