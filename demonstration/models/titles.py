"""A title that a site holds: given by a decision, changed, ended."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from accounts.reach import Place
from core.workflow import WorkflowModel
from rulebook.choices import TitleLevel


class NamingDecision(models.Model):
    """《关于命名…的决定》 of a round; append-only. ``content`` is its canonical text, ``digest`` its seal."""

    round = models.OneToOneField("demonstration.Round", models.PROTECT, related_name="decision")
    document_number = models.CharField("文号", max_length=40)
    decided_on = models.DateField("决定日期")
    title = models.CharField("标题", max_length=120)
    body = models.TextField("正文")
    meeting = models.ForeignKey("demonstration.Meeting", models.PROTECT, related_name="+")
    content = models.TextField(editable=False)
    digest = models.CharField("内容摘要", max_length=64, editable=False)
    made_by = models.CharField("登记人", max_length=80)
    made_at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = "命名决定"
        verbose_name_plural = "命名决定"

    def __str__(self) -> str:
        return self.title


class DesignationState(models.TextChoices):
    VALID = "valid", "已命名"
    REVOKED = "revoked", "资格取消"
    LAPSED = "lapsed", "终止"


class Designation(WorkflowModel):
    """A title of one site from ``valid_from`` to ``valid_until`` (both days counted).

    ``grade`` follows 降星; what it was stands in the events. ``ground_is_public``: the ground of an ending may be read
    by everybody, because it was signed for publication.
    """

    number = models.CharField("证书编号", max_length=40, unique=True)
    verify_token = models.CharField(max_length=24, editable=False)
    site = models.ForeignKey("service_sites.ServiceSite", models.PROTECT, related_name="designations")
    nomination = models.OneToOneField(
        "demonstration.Nomination", models.PROTECT, null=True, related_name="designation"
    )
    decision = models.ForeignKey(
        "demonstration.NamingDecision", models.PROTECT, null=True, related_name="designations"
    )
    issuer = models.ForeignKey("accounts.Union", models.PROTECT, related_name="+")
    pack = models.ForeignKey("rulebook.RulePack", models.PROTECT, null=True, related_name="+")
    site_type = models.CharField("阵地类型", max_length=24)
    name = models.CharField("称号", max_length=60)
    site_name = models.CharField("命名时名称", max_length=120)
    level = models.CharField("级别", max_length=10, choices=TitleLevel.choices)
    grade = models.CharField("等次", max_length=20, blank=True)
    document_number = models.CharField("文号", max_length=40)
    plate_number = models.CharField("牌匾编号", max_length=40, unique=True)
    valid_from = models.DateField("有效期自")
    valid_until = models.DateField("有效期至")
    digest = models.CharField("证书摘要", max_length=64, editable=False)
    ended_on = models.DateField("终止日期", null=True)
    ground = models.CharField("终止依据", max_length=300, blank=True)
    ground_is_public = models.BooleanField("依据可公开", default=False)
    created_at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = "示范称号"
        verbose_name_plural = "示范称号"
        ordering: ClassVar = ["-valid_from", "number"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state__in=DesignationState.values), name="designation_state_known"
            ),
            models.CheckConstraint(condition=Q(valid_from__lte=F("valid_until")), name="title_lasts"),
            models.CheckConstraint(
                condition=Q(state=DesignationState.VALID) | (Q(ended_on__isnull=False) & ~Q(ground="")),
                name="ended_title_has_day_and_ground",
            ),
            models.UniqueConstraint(
                fields=["site", "name", "level"],
                condition=Q(state=DesignationState.VALID),
                name="one_valid_title_of_a_name",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["state", "valid_until"], name="title_by_end"),
            models.Index(fields=["-valid_from", "-id"], name="title_latest_first"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.number}"

    @property
    def place(self) -> Place:
        return self.site.place

    @property
    def state_label(self) -> str:
        return str(DesignationState(self.state).label)

    @property
    def audit_label(self) -> str:
        return str(self)

    @property
    def audit_path(self) -> str:
        return self.site.union_path

    @property
    def audit_about(self) -> str:
        return f"site:{self.site_id}"


class TitleEventKind(models.TextChoices):
    NAMED = "named", "命名"
    DOWNGRADED = "downgraded", "降低等次"
    REVOKED = "revoked", "取消资格并摘牌"
    LAPSED = "lapsed", "终止"
    KEPT = "kept", "年度复核保留"
    RESTORED = "restored", "复核后恢复"


class TitleEvent(models.Model):
    """What became of a title, in order; append-only."""

    designation = models.ForeignKey("demonstration.Designation", models.PROTECT, related_name="events")
    kind = models.CharField("事项", max_length=12, choices=TitleEventKind.choices)
    on = models.DateField("日期")
    grade_before = models.CharField("原等次", max_length=20, blank=True)
    grade_after = models.CharField("现等次", max_length=20, blank=True)
    ground = models.CharField("依据", max_length=300, blank=True)
    document_number = models.CharField("文号", max_length=40, blank=True)
    meeting = models.ForeignKey("demonstration.Meeting", models.PROTECT, null=True, related_name="+")
    by = models.CharField("登记人", max_length=80)
    by_id = models.BigIntegerField(null=True, editable=False)
    at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = "称号变动"
        verbose_name_plural = "称号变动"
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(kind__in=TitleEventKind.values), name="title_event_kind_known")
        ]

    def __str__(self) -> str:
        return self.get_kind_display()
