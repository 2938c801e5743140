"""A draw of sites to look at: what was committed beforehand, what the seed then drew, who goes where."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from accounts.reach import Place
from core.workflow import WorkflowModel
from inspection.spot_checks.states import SpotCheckState


class SpotCheck(WorkflowModel):
    """One draw. ``is_sealed``: lists, weights and the digest of the seed are published and never change again.

    ``seed`` is shown only after the draw. ``site_type`` is empty for all types, ``districts`` for all districts.
    """

    number = models.CharField("抽查编号", max_length=40, unique=True)
    title = models.CharField("抽查名称", max_length=60)
    union = models.ForeignKey(
        "accounts.Union", models.PROTECT, related_name="+", verbose_name="组织抽查的工会"
    )
    site_type = models.CharField("阵地类型", max_length=24, blank=True)
    districts = models.JSONField("区(市)", default=list)
    size = models.PositiveSmallIntegerField("抽取处数")
    per_site = models.PositiveSmallIntegerField("每处检查人员", default=2)
    weights = models.JSONField("权重", default=dict)
    pool = models.PositiveIntegerField("名单处数", default=0)
    list_digest = models.CharField("名单摘要", max_length=64, blank=True)
    seed_digest = models.CharField("种子摘要", max_length=64)
    seed = models.CharField(max_length=64, editable=False)
    is_sealed = models.BooleanField(default=False, editable=False)
    committed_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    committed_at = models.DateTimeField("公布时间")
    drawn_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    drawn_at = models.DateTimeField("抽取时间", null=True)
    ended_at = models.DateTimeField("办结时间", null=True)
    updated_at = models.DateTimeField("更新时间")

    class Meta:
        verbose_name = "抽查"
        verbose_name_plural = "抽查"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state__in=SpotCheckState.values), name="spot_check_state_known"
            ),
            models.CheckConstraint(condition=Q(size__gte=1), name="spot_check_draws_something"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def place(self) -> Place:
        return Place(self.union.path or "", None, self.site_type)

    @property
    def audit_path(self) -> str:
        return self.union.path or ""

    @property
    def state_label(self) -> str:
        return str(SpotCheckState(self.state).label)


class DrawEntry(models.Model):
    """One site of the list: why it weighs what it weighs, and which inspectors may not go there."""

    spot_check = models.ForeignKey("inspection.SpotCheck", models.PROTECT, related_name="entries")
    site = models.ForeignKey("service_sites.ServiceSite", models.PROTECT, related_name="+")
    code = models.CharField("阵地编码", max_length=12)
    strata = models.JSONField("所属分层", default=list)
    weight = models.PositiveSmallIntegerField("权重")
    barred = models.JSONField("回避", default=list)

    class Meta:
        verbose_name = "抽查名单"
        verbose_name_plural = "抽查名单"
        ordering: ClassVar = ["code"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["spot_check", "code"], name="draw_entry_once"),
            models.CheckConstraint(condition=Q(weight__gte=1), name="draw_entry_weighs_something"),
        ]

    def __str__(self) -> str:
        return self.code


class DrawInspector(models.Model):
    """One person who may be sent."""

    spot_check = models.ForeignKey("inspection.SpotCheck", models.PROTECT, related_name="inspectors")
    user = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    name = models.CharField("姓名", max_length=40)
    office = models.CharField("所在工会", max_length=80, blank=True)

    class Meta:
        verbose_name = "检查人员名单"
        verbose_name_plural = "检查人员名单"
        ordering: ClassVar = ["user_id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["spot_check", "user"], name="draw_inspector_once")
        ]

    def __str__(self) -> str:
        return self.name


class DrawnSite(models.Model):
    """A site that the seed drew, who goes there, and how it was done: by a visit, or not at all and why."""

    spot_check = models.ForeignKey("inspection.SpotCheck", models.PROTECT, related_name="drawn")
    site = models.ForeignKey("service_sites.ServiceSite", models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField("次序")
    inspectors = models.JSONField("检查人员", default=list)
    visit = models.OneToOneField("inspection.Visit", models.PROTECT, null=True, related_name="drawn")
    skipped = models.CharField("未检查的原因", max_length=300, blank=True)

    class Meta:
        verbose_name = "抽中的阵地"
        verbose_name_plural = "抽中的阵地"
        ordering: ClassVar = ["position"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["spot_check", "position"], name="drawn_position_once"),
            models.UniqueConstraint(fields=["spot_check", "site"], name="drawn_site_once"),
        ]

    def __str__(self) -> str:
        return f"第 {self.position} 处"

    @property
    def is_done(self) -> bool:
        return self.visit_id is not None or bool(self.skipped)
