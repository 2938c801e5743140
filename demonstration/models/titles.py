"""A title that a site holds: given by a decision, changed, ended, asked to be looked at again."""

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
    LAPSED = "lapsed", "到期"


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
    LAPSED = "lapsed", "到期"
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


class AppealState(models.TextChoices):
    ASKED = "asked", "待复核"
    KEPT = "kept", "维持原决定"
    CHANGED = "changed", "撤销原决定"
    WITHDRAWN = "withdrawn", "已撤回"


class Appeal(WorkflowModel):
    """申请复核: the site asks that a decision be looked at again, within the term of the pack.

    About a nomination that was not selected, or about the last event of a title. ``deciders``: keys of the people who
    took part in what it asks about; none of them answers it.
    """

    number = models.CharField("复核编号", max_length=24, unique=True)
    nomination = models.ForeignKey(
        "demonstration.Nomination", models.PROTECT, null=True, related_name="appeals"
    )
    event = models.ForeignKey("demonstration.TitleEvent", models.PROTECT, null=True, related_name="appeals")
    site = models.ForeignKey("service_sites.ServiceSite", models.PROTECT, related_name="appeals")
    reason = models.CharField("申请理由", max_length=800)
    asked_by = models.CharField("申请人", max_length=80)
    asked_by_id = models.BigIntegerField(null=True, editable=False)
    asked_at = models.DateTimeField("申请时间")
    due_on = models.DateField("答复期限", null=True)
    deciders = models.JSONField(default=list, editable=False)
    reply = models.TextField("复核意见", blank=True)
    answered_by = models.CharField("复核人", max_length=80, blank=True)
    answered_at = models.DateTimeField("答复时间", null=True)

    class Meta:
        verbose_name = "申请复核"
        verbose_name_plural = "申请复核"
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(state__in=AppealState.values), name="appeal_state_known"),
            models.CheckConstraint(
                condition=Q(nomination__isnull=False, event__isnull=True)
                | Q(nomination__isnull=True, event__isnull=False),
                name="appeal_is_about_one_thing",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["kept", "changed"])
                | (Q(answered_at__isnull=False) & ~Q(reply="") & ~Q(answered_by="")),
                name="answered_appeal_has_words",
            ),
            models.UniqueConstraint(
                fields=["nomination"], condition=Q(nomination__isnull=False), name="one_appeal_per_nomination"
            ),
            models.UniqueConstraint(
                fields=["event"], condition=Q(event__isnull=False), name="one_appeal_per_event"
            ),
        ]

    def __str__(self) -> str:
        return f"申请复核 {self.number}"

    @property
    def state_label(self) -> str:
        return str(AppealState(self.state).label)

    @property
    def place(self) -> Place:
        return self.site.place

    @property
    def audit_label(self) -> str:
        return str(self)

    @property
    def audit_path(self) -> str:
        return self.site.union_path

    @property
    def audit_about(self) -> str:
        """A history of its own: those who read the site's must not learn what stands behind a wall."""
        return f"appeal:{self.pk}"


class PriorityFor(models.TextChoices):
    SITE = "site", "阵地"
    TEAM = "team", "集体"
    PERSON = "person", "个人"


class Priority(models.Model):
    """优先推荐: what a title gives in a year, for the site, a team or a person (never the person's name).

    Used up once: ``used_for`` says for which honour, ``used_at`` when.
    """

    designation = models.ForeignKey("demonstration.Designation", models.PROTECT, related_name="priorities")
    year = models.PositiveSmallIntegerField("年度")
    whom = models.CharField("对象", max_length=8, choices=PriorityFor.choices)
    used_for = models.CharField("用于", max_length=120, blank=True)
    used_at = models.DateTimeField("使用时间", null=True)
    used_by = models.CharField("登记人", max_length=80, blank=True)

    class Meta:
        verbose_name = "优先推荐"
        verbose_name_plural = "优先推荐"
        ordering: ClassVar = ["-year", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["designation", "year", "whom"], name="priority_once_a_year"),
            models.CheckConstraint(condition=Q(whom__in=PriorityFor.values), name="priority_whom_known"),
        ]

    def __str__(self) -> str:
        return f"{self.year} {self.get_whom_display()}"
