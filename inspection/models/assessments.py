"""An assessment of a site, its columns of points, the answers in them and the proof beside them."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from accounts.reach import Place
from core.words import chinese_day
from core.workflow import WorkflowModel
from rulebook.rubric import PURPOSES, Purpose


class AssessmentState(models.TextChoices):
    OWN = "own", "自评中"
    DISTRICT = "district", "待区(市)复核"
    CITY = "city", "待市总评定"
    CONCLUDED = "concluded", "已评定"
    VOID = "void", "已作废"


#: Somebody still works on it.
OPEN_STATES = (AssessmentState.OWN, AssessmentState.DISTRICT, AssessmentState.CITY)


class Column(models.TextChoices):
    """Whose points; they stand side by side, in this order."""

    OWN = "own", "自评"
    DISTRICT = "district", "区(市)复核"
    CITY = "city", "市总评定"


class Assessment(WorkflowModel):
    """A site put on the scoring table of a pack, for one purpose and one cycle.

    ``pack`` is pinned when it is opened. ``facts`` are the frozen readings by name (``inspection.assessing.frozen``),
    ``facilities`` the codes of what was there; both stay when the register moves on. ``frozen_at`` is empty for an
    acceptance that is still prepared: until it is handed in, its facts follow the draft. ``total`` (tenths of a point)
    and ``conclusion`` are those of the column that counts, once it is concluded.
    """

    number = models.CharField("评定编号", max_length=24, unique=True, null=True, editable=False)
    verify_token = models.CharField(max_length=24, editable=False)
    site = models.ForeignKey("service_sites.ServiceSite", models.PROTECT, related_name="assessments")
    version = models.ForeignKey("service_sites.SiteVersion", models.PROTECT, related_name="+")
    site_type = models.CharField("阵地类型", max_length=24)
    purpose = models.CharField("用途", max_length=16, choices=list(PURPOSES.items()))
    cycle_first = models.DateField("周期起始日")
    cycle_last = models.DateField("周期截止日")
    pack = models.ForeignKey(
        "rulebook.RulePack", models.PROTECT, related_name="+", verbose_name="管理办法版本"
    )
    facts = models.JSONField("登记资料", default=dict)
    facilities = models.JSONField("设施", default=list)
    frozen_at = models.DateTimeField("资料固定时间", null=True, editable=False)
    opened_at = models.DateTimeField("开始时间")
    opened_by = models.CharField("开始人", max_length=80)
    due_on = models.DateField("自评期限", null=True, blank=True)
    total = models.PositiveSmallIntegerField("总分(0.1分)", null=True, editable=False)
    conclusion = models.CharField("结论", max_length=8, blank=True, editable=False)
    concluded_at = models.DateTimeField("评定时间", null=True, editable=False)

    class Meta:
        verbose_name = "评定"
        verbose_name_plural = "评定"
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state__in=AssessmentState.values), name="assessment_state_known"
            ),
            models.CheckConstraint(
                condition=Q(cycle_first__lte=F("cycle_last")), name="assessment_cycle_in_order"
            ),
            models.UniqueConstraint(
                fields=["site", "purpose"],
                # Two unions may hold demonstration rounds at once; each round knows a site once.
                condition=Q(state__in=OPEN_STATES) & ~Q(purpose=Purpose.DEMONSTRATION.value),
                name="one_open_assessment_per_purpose",
            ),
            models.CheckConstraint(
                condition=~Q(state=AssessmentState.CONCLUDED)
                | Q(total__isnull=False, frozen_at__isnull=False),
                name="concluded_assessment_has_total",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["purpose", "state", "-id"], name="assessment_by_purpose"),
            models.Index(fields=["site", "-id"], name="assessment_by_site"),
        ]

    def __str__(self) -> str:
        return f"{self.get_purpose_display()} {self.number}"

    @property
    def place(self) -> Place:
        return self.site.place

    @property
    def state_label(self) -> str:
        """An acceptance waits for whoever goes and looks; own points for a title go with the application."""
        if self.purpose == Purpose.ACCEPTANCE and self.state == AssessmentState.DISTRICT:
            return "待验收评分"
        if self.purpose == Purpose.DEMONSTRATION and self.state == AssessmentState.DISTRICT:
            return "已随申报提交"
        return str(AssessmentState(self.state).label)

    @property
    def cycle_label(self) -> str:
        """2025年11月1日至2026年10月31日; an acceptance looks at one day, which is said once."""
        last = chinese_day(self.cycle_last)
        return last if self.cycle_first == self.cycle_last else f"{chinese_day(self.cycle_first)}至{last}"

    @property
    def audit_label(self) -> str:
        return f"{self.get_purpose_display()} {self.number or ''}".strip()

    @property
    def audit_path(self) -> str:
        return self.site.union_path

    @property
    def audit_about(self) -> str:
        """That a site is put forward for a title is not told on its file to whoever must not know."""
        return f"assessment:{self.pk}" if self.purpose == Purpose.DEMONSTRATION else f"site:{self.site_id}"


class ScoreColumn(models.Model):
    """One column of points. ``outcome`` is the canonical text of what followed when it was handed in.

    ``remark`` explains a gap to the column before it that is larger than the pack allows without a word.
    """

    assessment = models.ForeignKey("inspection.Assessment", models.CASCADE, related_name="columns")
    column = models.CharField("评分栏", max_length=8, choices=Column.choices)
    handed_in_at = models.DateTimeField("提交时间", null=True, editable=False)
    handed_in_by = models.CharField("提交人", max_length=80, blank=True, editable=False)
    handed_in_for = models.CharField("提交单位", max_length=80, blank=True, editable=False)
    remark = models.CharField("差距说明", max_length=300, blank=True)
    total = models.PositiveSmallIntegerField("总分(0.1分)", null=True, editable=False)
    conclusion = models.CharField("结论", max_length=8, blank=True, editable=False)
    outcome = models.TextField("评分结果", blank=True, editable=False)

    class Meta:
        verbose_name = "评分栏"
        verbose_name_plural = "评分栏"
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["assessment", "column"], name="one_column_of_a_kind"),
            models.CheckConstraint(condition=Q(column__in=Column.values), name="score_column_known"),
        ]

    def __str__(self) -> str:
        return self.get_column_display()


class ScoreAnswer(models.Model):
    """What one column says of one item or veto. ``revision`` tells a second device that it is late."""

    column = models.ForeignKey("inspection.ScoreColumn", models.CASCADE, related_name="answers")
    code = models.CharField("评分项编号", max_length=12)
    level = models.CharField("所选档次", max_length=12, blank=True)
    points = models.PositiveSmallIntegerField("得分(0.1分)", null=True)
    not_applicable = models.CharField("不适用的理由", max_length=200, blank=True)
    is_met = models.BooleanField("是否存在", null=True)
    note = models.CharField("说明", max_length=300, blank=True)
    revision = models.PositiveIntegerField("修订次数", default=0)
    answered_by = models.CharField("评分人", max_length=80)
    answered_at = models.DateTimeField("评分时间")

    class Meta:
        verbose_name = "评分"
        verbose_name_plural = "评分"
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["column", "code"], name="one_answer_per_column_and_item")
        ]

    def __str__(self) -> str:
        return self.code


class ScoreProof(models.Model):
    """A picture that proves an item, taken for this assessment or chosen among those of the site's version."""

    assessment = models.ForeignKey("inspection.Assessment", models.CASCADE, related_name="proofs")
    code = models.CharField("评分项编号", max_length=12)
    attachment = models.ForeignKey("service_sites.Attachment", models.PROTECT, related_name="score_proofs")
    added_by = models.CharField("添加人", max_length=80)
    added_at = models.DateTimeField("添加时间")

    class Meta:
        verbose_name = "评分佐证"
        verbose_name_plural = "评分佐证"
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["assessment", "code", "attachment"], name="one_proof_once_per_item"
            )
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.attachment_id}"
