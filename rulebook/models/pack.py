"""Rule packs: one version of a measure with what it says of itself, and what may never be."""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q

from accounts.reach import Place
from core.workflow import WorkflowModel
from rulebook.choices import Family, PackState, SealScanDue
from rulebook.number_pattern import pattern_problem
from rulebook.terms import NUMBER_PATTERN, SAMPLE_MARK, Terms


def check_number_pattern(pattern: str) -> None:
    if problem := pattern_problem(pattern):
        raise ValidationError(problem)


def _default(name: str) -> Any:
    return Terms.__dataclass_fields__[name].default


class RulePack(WorkflowModel):
    """One version of a measure. Published, it never changes again: the next version succeeds it.

    When it ends, and whether it is in force, follows from ``effective_from`` of the versions; neither is stored.
    """

    issuer = models.ForeignKey(
        "accounts.Union", models.PROTECT, related_name="rule_packs", verbose_name="制定工会"
    )
    family = models.CharField("适用范围", max_length=10, choices=Family.choices)
    number = models.PositiveSmallIntegerField("版本号", editable=False)
    state = models.CharField(
        "状态", max_length=16, choices=PackState.choices, default=PackState.DRAFT, editable=False
    )
    title = models.CharField("名称", max_length=120)
    document_number = models.CharField("文号", max_length=80, blank=True)
    issued_on = models.DateField("印发日期", null=True, blank=True)
    effective_from = models.DateField("施行日期")
    is_sample = models.BooleanField(
        "试用样表", default=False, help_text=f"勾选后,每页和每份打印件注明“{SAMPLE_MARK}”。"
    )
    note = models.TextField("备注", blank=True)
    closing_time = models.TimeField("每日截止时间", default=_default("closing_time"))
    receipt_title = models.CharField("收件回执标题", max_length=40, default=_default("receipt_title"))
    correction_title = models.CharField("补正通知标题", max_length=40, default=_default("correction_title"))
    acceptance_title = models.CharField("验收表标题", max_length=40, default=_default("acceptance_title"))
    rectification_title = models.CharField(
        "整改通知标题", max_length=40, default=_default("rectification_title")
    )
    register_title = models.CharField("建设备案表标题", max_length=40, default=_default("register_title"))
    change_title = models.CharField("变更备案表标题", max_length=40, default=_default("change_title"))
    cancellation_title = models.CharField(
        "注销备案表标题", max_length=40, default=_default("cancellation_title")
    )
    number_pattern = models.CharField(
        "备案编号规则",
        max_length=80,
        default=NUMBER_PATTERN,
        validators=[check_number_pattern],
        help_text="可用 {district} 区划代码、{type} 类型代码、{year} 年份、{serial:04d} 流水号。",
    )
    street_check = models.BooleanField("街道(镇)初审", default=False)
    seal_scan_due = models.CharField(
        "盖章扫描件上传时点", max_length=16, choices=SealScanDue.choices, default=SealScanDue.AFTER_FILING
    )
    min_spacing_m = models.PositiveIntegerField(
        "最小间距(米)", null=True, blank=True, help_text="与最近站点的距离小于此数时提醒;不要求时留空。"
    )
    trial_until = models.DateField(
        "试行期至", null=True, blank=True, help_text="办法注明试行期的,填写最后一日;没有的留空。"
    )
    change_notes = models.TextField(
        "修改说明",
        blank=True,
        default="",
        db_default="",
        help_text="与上一版相比改了什么、为什么改。首个版本可以不填,接替已有版本的必须填写。",
    )
    spot_check_percent = models.PositiveSmallIntegerField(
        "市总验收抽查比例(%)",
        null=True,
        blank=True,
        validators=[MaxValueValidator(100)],
        help_text="对区(市)等验收的阵地,市总至少抽查的比例;没有规定的留空。",
    )
    publicity_counts_posting_day = models.BooleanField(
        "公示发布当日计入公示期", default=False, db_default=False
    )
    photo_labels = models.BooleanField(
        "提示照片佐证情况",
        default=False,
        db_default=False,
        help_text="勾选后,评定时提示照片的拍摄时间、地点和是否用过,仅供参考,不影响评分。",
    )
    author_ids = models.JSONField("编制人编号", default=list, editable=False)
    author_names = models.CharField("编制人", max_length=200, blank=True, editable=False)
    checked_by_id = models.BigIntegerField("核对人编号", null=True, editable=False)
    checked_by_name = models.CharField("核对人", max_length=80, blank=True, editable=False)
    checked_at = models.DateTimeField("核对时间", null=True, editable=False)
    published_at = models.DateTimeField("公布时间", null=True, editable=False)
    digest = models.CharField("内容摘要", max_length=64, blank=True, editable=False)

    class Meta:
        verbose_name = "管理办法版本"
        verbose_name_plural = "管理办法版本"
        ordering: ClassVar = ["issuer", "family", "-effective_from"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["issuer", "family", "effective_from"],
                name="one_pack_per_family_and_day",
                violation_error_message="该适用范围已有同一施行日期的版本,请改用其他施行日期或修改原有草稿。",
            ),
            models.UniqueConstraint(fields=["issuer", "family", "number"], name="one_pack_per_number"),
            models.CheckConstraint(
                condition=Q(trial_until__isnull=True) | Q(trial_until__gte=models.F("effective_from")),
                name="trial_ends_after_it_began",
                violation_error_message="试行期截止日早于施行日期,请修改。",
            ),
            models.CheckConstraint(condition=Q(state__in=PackState.values), name="pack_state_known"),
            models.CheckConstraint(condition=Q(family__in=Family.values), name="pack_family_known"),
            models.CheckConstraint(
                condition=~Q(state=PackState.PUBLISHED) | (~Q(digest="") & Q(published_at__isnull=False)),
                name="published_pack_has_digest",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title}(第{self.number}版)"

    @property
    def state_label(self) -> str:
        return str(PackState(self.state).label)

    @property
    def place(self) -> Place:
        """For rules that ask who holds a role over the issuing union."""
        return Place(union_path=self.issuer.path or "")

    @property
    def audit_label(self) -> str:
        return str(self)

    @property
    def audit_path(self) -> str:
        return self.issuer.path or ""
