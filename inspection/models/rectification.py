"""An order to mend a site by a day: what is wrong, what was answered, who asked for more time."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from accounts.reach import Place
from core.workflow import WorkflowModel
from inspection.rectifying.states import STANDING, ExtensionVerdict, ItemVerdict, RectificationState, Source


class Rectification(WorkflowModel):
    """An order with its items. ``source`` and ``source_key`` say what it rests on; ``digest`` seals what was sent.

    ``due_on`` moves with a granted extension, ``first_due_on`` stays. ``lapsed_at``: that the day had passed was told.
    """

    number = models.CharField("通知编号", max_length=40, unique=True)
    site = models.ForeignKey("service_sites.ServiceSite", models.PROTECT, related_name="rectifications")
    source = models.CharField("来源", max_length=12, choices=Source.choices)
    source_key = models.CharField("来源编号", max_length=40, blank=True)
    visit = models.ForeignKey(
        "inspection.Visit", models.PROTECT, null=True, blank=True, related_name="rectifications"
    )
    grounds = models.TextField("情况说明", blank=True)
    pack = models.ForeignKey(
        "rulebook.RulePack", models.PROTECT, related_name="+", verbose_name="管理办法版本"
    )
    calendar_version = models.CharField("日历版本", max_length=40, blank=True)
    first_due_on = models.DateField("原定期限")
    due_on = models.DateField("整改期限")
    due_closing = models.TimeField("截止时刻")
    due_is_provisional = models.BooleanField("期限暂定", default=False)
    ordered_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    ordered_as = models.CharField("下达身份", max_length=16)
    office = models.CharField("下达工会", max_length=80)
    ordered_at = models.DateTimeField("下达时间")
    verify_token = models.CharField(max_length=24, editable=False)
    digest = models.CharField("内容摘要", max_length=64, blank=True)
    handed_in_at = models.DateTimeField("提交复查时间", null=True)
    lapsed_at = models.DateTimeField("到期提示时间", null=True)
    ended_at = models.DateTimeField("办结时间", null=True)
    ending = models.TextField("办结说明", blank=True)
    updated_at = models.DateTimeField("更新时间")

    class Meta:
        verbose_name = "限期整改"
        verbose_name_plural = "限期整改"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state__in=RectificationState.values), name="rectification_state_known"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["state", "due_on"], name="rectification_by_due"),
            models.Index(fields=["-ordered_at", "-id"], name="rectification_latest_first"),
        ]

    def __str__(self) -> str:
        return f"整改通知 {self.number}"

    @property
    def place(self) -> Place:
        return self.site.place

    @property
    def audit_about(self) -> str:
        return f"site:{self.site_id}"

    @property
    def audit_path(self) -> str:
        return self.site.union_path

    @property
    def state_label(self) -> str:
        return str(RectificationState(self.state).label)

    @property
    def stands(self) -> bool:
        return self.state in STANDING


class RectificationItem(models.Model):
    """One thing to mend: what is wrong, what would satisfy, what was answered, what the second look found."""

    order = models.ForeignKey("inspection.Rectification", models.PROTECT, related_name="items")
    number = models.PositiveSmallIntegerField("序号")
    problem = models.CharField("存在的问题", max_length=300)
    remedy = models.CharField("怎样算合格", max_length=300)
    answer = models.CharField("整改情况", max_length=300, blank=True)
    answered_at = models.DateTimeField("答复时间", null=True)
    answered_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    verdict = models.CharField("复查结论", max_length=8, choices=ItemVerdict.choices, blank=True)
    verdict_words = models.CharField("复查意见", max_length=300, blank=True)
    judged_at = models.DateTimeField("复查时间", null=True)

    class Meta:
        verbose_name = "整改事项"
        verbose_name_plural = "整改事项"
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["order", "number"], name="rectification_item_once"),
            models.CheckConstraint(
                condition=Q(verdict__in=["", *ItemVerdict.values]), name="rectification_item_verdict_known"
            ),
        ]

    def __str__(self) -> str:
        return f"第 {self.number} 项"


class Extension(models.Model):
    """More time that was asked for, and the answer to it; one stands open at a time."""

    order = models.ForeignKey("inspection.Rectification", models.PROTECT, related_name="extensions")
    reason = models.CharField("延期理由", max_length=300)
    wished_on = models.DateField("申请延至")
    asked_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    asked_at = models.DateTimeField("申请时间")
    verdict = models.CharField("答复", max_length=8, choices=ExtensionVerdict.choices, blank=True)
    granted_on = models.DateField("同意延至", null=True)
    answer = models.CharField("答复说明", max_length=300, blank=True)
    answered_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField("答复时间", null=True)

    class Meta:
        verbose_name = "延期申请"
        verbose_name_plural = "延期申请"
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["order"], condition=Q(verdict=""), name="one_open_extension"),
            models.CheckConstraint(
                condition=Q(verdict__in=["", *ExtensionVerdict.values]), name="extension_verdict_known"
            ),
        ]

    def __str__(self) -> str:
        return f"申请延至 {self.wished_on}"


class OrderSeries(models.Model):
    """The last serial that an issuer gave in a year; one row is locked for each number."""

    issuer = models.ForeignKey("accounts.Union", models.PROTECT, related_name="+")
    series = models.CharField(max_length=12)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = "通知编号序列"
        verbose_name_plural = "通知编号序列"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["issuer", "series", "year"], name="order_series_once")
        ]

    def __str__(self) -> str:
        return f"{self.series} {self.year}"
