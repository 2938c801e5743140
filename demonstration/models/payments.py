"""Money along the chain, what it was used for, what comes back. All amounts are integer fen."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q


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
