"""A demonstration round: the call, how it counts and who sees what in which phase."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from accounts.reach import Place
from core.workflow import WorkflowModel
from inspection.models import OfType
from rulebook.choices import Counted, TitleLevel
from sites.types import site_type


class RoundState(models.TextChoices):
    DRAFT = "draft", "草稿"
    OPEN = "open", "申报中"
    RECOMMENDING = "recommending", "区(市)推荐"
    REVIEW = "review", "评审中"
    LOCKED = "locked", "名单已定"
    PUBLICITY = "publicity", "拟命名公示"
    NAMED = "named", "已命名"
    DROPPED = "dropped", "已终止"


#: The call is out and nothing is decided yet.
RUNNING = (
    RoundState.OPEN,
    RoundState.RECOMMENDING,
    RoundState.REVIEW,
    RoundState.LOCKED,
    RoundState.PUBLICITY,
)


class Aggregation(models.TextChoices):
    """How the reviewers' totals of one nomination become one number."""

    MEAN = "mean", "平均分"
    TRIMMED = "trimmed", "去掉最高分和最低分后的平均分"
    MEDIAN = "median", "中位数"


class TieBreak(models.TextChoices):
    """What parts equal numbers, in the order that the round lists them; what is still equal stays equal."""

    LOWEST = "lowest", "最低的一份评审分较高者在前"
    VISIT = "visit", "实地评分较高者在前"
    OWN_BRANCH_RANK = "branch_rank", "推荐工会内推荐次序在前者在前"
    LAST_REVIEW = "last_review", "最近一次年度复核得分较高者在前"


class Sight(models.TextChoices):
    """What the phases may open to those who take part."""

    SITE_SEES_SCORE = "site_score", "申报单位看到本阵地的评审总分"
    SITE_SEES_ITEMS = "site_items", "申报单位看到本阵地逐项得分和评语(不显示评审专家)"
    BRANCH_SEES_SCORES = "branch_scores", "推荐工会看到本系统各阵地的评审总分"
    REVIEWERS_SEE_OTHERS = "reviewer_others", "评审专家提交以后看到同一申报的其他评分(不显示姓名)"


class Round(WorkflowModel):
    """One round of naming, by one issuing union.

    Until it is published everything may be changed; from then on ``pack`` is pinned and the terms stand. The window
    is half open: whoever submits at ``closes_at`` or later is too late. Points are tenths. ``adjusts`` shows the
    department what severity would have changed; the official order never uses it. ``seed`` draws the assignment; its
    digest is told before.
    """

    issuer = models.ForeignKey(
        "accounts.Union", models.PROTECT, related_name="rounds", verbose_name="主办工会"
    )
    title = models.CharField("评定名称", max_length=80)
    title_name = models.CharField("授予称号", max_length=60)
    year = models.PositiveSmallIntegerField("年度")
    level = models.CharField("级别", max_length=10, choices=TitleLevel.choices, default=TitleLevel.CITY)
    site_types = models.JSONField("阵地类型", default=list)
    document_number = models.CharField("通知文号", max_length=40, blank=True)
    call = models.TextField("通知正文", blank=True)
    opens_at = models.DateTimeField("申报开始时间")
    closes_at = models.DateTimeField("申报截止时间")
    recommend_until = models.DateTimeField("推荐截止时间")
    review_until = models.DateTimeField("评审截止时间")
    pack = models.ForeignKey(
        "rulebook.RulePack", models.PROTECT, null=True, related_name="+", verbose_name="管理办法版本"
    )
    least_months = models.PositiveSmallIntegerField("启用满几个月", default=12)
    least_score = models.PositiveSmallIntegerField("最近一次评定最低分(0.1分)", null=True, blank=True)
    needs_map = models.BooleanField("须已上地图", default=False)
    reviewers_per_case = models.PositiveSmallIntegerField("每份申报评审人数", default=3)
    most_cases = models.PositiveSmallIntegerField("每位专家最多评审份数", default=20)
    visitors_per_case = models.PositiveSmallIntegerField("实地评分人数", default=0)
    is_blind = models.BooleanField("匿名评审", default=False)
    aggregation = models.CharField(
        "汇总方法", max_length=8, choices=Aggregation.choices, default=Aggregation.MEAN
    )
    tie_breaks = models.JSONField("同分处理", default=list, blank=True)
    comment_gap = models.PositiveSmallIntegerField("与自评相差几分须写评语(0.1分)", default=20)
    adjusts = models.BooleanField("显示宽严分析", default=False)
    publicity_days = models.PositiveSmallIntegerField("公示天数", default=5)
    publicity_counted = models.CharField(
        "公示计算方式", max_length=8, choices=Counted.choices, default=Counted.WORKDAYS
    )
    title_years = models.PositiveSmallIntegerField("称号有效年数", default=2)
    contact_office = models.CharField("受理部门", max_length=80, blank=True)
    contact_phone = models.CharField("联系电话", max_length=30, blank=True)
    contact_address = models.CharField("通信地址", max_length=120, blank=True)
    copied_from = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    seed = models.CharField(max_length=64, blank=True, editable=False)
    drafted_by_id = models.BigIntegerField(null=True, editable=False)
    drafted_by = models.CharField("起草人", max_length=80, editable=False)
    drafted_at = models.DateTimeField("起草时间", editable=False)
    published_at = models.DateTimeField("公布时间", null=True, editable=False)
    locked_at = models.DateTimeField("名单确定时间", null=True, editable=False)
    list_text = models.TextField("名单", blank=True, editable=False)
    list_digest = models.CharField("名单摘要", max_length=64, blank=True, editable=False)
    meeting = models.ForeignKey("demonstration.Meeting", models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = "示范评定"
        verbose_name_plural = "示范评定"
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(state__in=RoundState.values), name="round_state_known"),
            models.CheckConstraint(
                condition=Q(
                    opens_at__lt=F("closes_at"),
                    closes_at__lte=F("recommend_until"),
                    recommend_until__lte=F("review_until"),
                ),
                name="round_days_in_order",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[RoundState.DRAFT, RoundState.DROPPED]) | Q(pack__isnull=False),
                name="published_round_has_pack",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[RoundState.LOCKED, RoundState.PUBLICITY, RoundState.NAMED])
                | (Q(meeting__isnull=False) & ~Q(list_digest="")),
                name="locked_round_has_meeting",
            ),
            models.CheckConstraint(
                condition=Q(publicity_days__gte=1, reviewers_per_case__gte=1, title_years__gte=1),
                name="round_numbers_are_some",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["issuer", "state", "-id"], name="round_by_issuer")]

    def __str__(self) -> str:
        return self.title

    @property
    def state_label(self) -> str:
        return str(RoundState(self.state).label)

    @property
    def type_labels(self) -> list[str]:
        return [str(site_type(code).label) for code in self.site_types]

    @property
    def places(self) -> list[OfType]:
        """One for each type: whoever leads the round answers for all of them."""
        return [OfType(Place(self.issuer.path or "", None, code)) for code in self.site_types]

    @property
    def audit_label(self) -> str:
        return self.title

    @property
    def audit_path(self) -> str:
        return self.issuer.path or ""
