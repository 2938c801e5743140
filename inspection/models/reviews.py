"""A yearly review of all sites of some types, and the sites that take part in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from accounts.reach import Place
from core.workflow import WorkflowModel
from sites.types import site_type


class ReviewState(models.TextChoices):
    DRAFT = "draft", "草稿"
    OWN = "own", "自查中"
    DISTRICT = "district", "区(市)复核"
    CITY = "city", "市总抽查"
    CLOSED = "closed", "已通报"
    DROPPED = "dropped", "已撤销"


#: The notice is out and the results are not.
RUNNING = (ReviewState.OWN, ReviewState.DISTRICT, ReviewState.CITY)


class ReviewResult(models.TextChoices):
    """What the closing says of a site. The first three are the conclusions of its assessment."""

    MET = "met", "合格"
    SHORT = "short", "限期整改"
    FAILED = "failed", "不合格"
    ABSENT = "absent", "未完成自查"


@dataclass(frozen=True)
class OfType:
    """Where a rule asks for rights over all sites of one type below a union."""

    place: Place


class YearlyReview(WorkflowModel):
    """A notice of the issuing union: which sites answer for which days, until when, and how many the city looks at.

    Sites filed after ``joins_until`` are too new to be judged. ``draw`` keeps what the spot check was drawn by, so
    that it can be drawn again; ``summary`` the lines of the closing as they were announced. ``reminded`` names the
    reminders that went out.
    """

    issuer = models.ForeignKey(
        "accounts.Union", models.PROTECT, related_name="yearly_reviews", verbose_name="制定工会"
    )
    year = models.PositiveSmallIntegerField("年度")
    title = models.CharField("名称", max_length=80)
    notice_number = models.CharField("通知文号", max_length=40, blank=True)
    noticed_on = models.DateField("通知日期")
    site_types = models.JSONField("阵地类型", default=list)
    cycle_first = models.DateField("周期起始日")
    cycle_last = models.DateField("周期截止日")
    joins_until = models.DateField("参加复核的最晚备案日期")
    own_due_on = models.DateField("自查截止日期")
    district_due_on = models.DateField("区(市)复核截止日期")
    spot_percent = models.PositiveSmallIntegerField("市总抽查比例(%)")
    drafted_by = models.CharField("起草人", max_length=80, editable=False)
    drafted_at = models.DateTimeField("起草时间", editable=False)
    published_at = models.DateTimeField("公布时间", null=True, editable=False)
    draw = models.JSONField("抽取记录", default=dict, editable=False)
    drawn_at = models.DateTimeField("抽取时间", null=True, editable=False)
    summary = models.JSONField("汇总", default=list, editable=False)
    closed_at = models.DateTimeField("通报时间", null=True, editable=False)
    reminded = models.JSONField("已发提醒", default=list, editable=False)

    class Meta:
        verbose_name = "年度复核"
        verbose_name_plural = "年度复核"
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(state__in=ReviewState.values), name="review_state_known"),
            models.CheckConstraint(
                condition=Q(cycle_first__lte=F("cycle_last")), name="review_cycle_in_order"
            ),
            models.CheckConstraint(
                condition=Q(own_due_on__lte=F("district_due_on")), name="review_deadlines_in_order"
            ),
            models.CheckConstraint(
                condition=Q(spot_percent__gte=1, spot_percent__lte=100), name="review_percent_is_one"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def state_label(self) -> str:
        return str(ReviewState(self.state).label)

    @property
    def type_labels(self) -> list[str]:
        return [str(site_type(code).label) for code in self.site_types]

    @property
    def places(self) -> list[OfType]:
        """One for each type: whoever acts answers for all of them."""
        return [OfType(Place(self.issuer.path or "", None, code)) for code in self.site_types]

    @property
    def audit_label(self) -> str:
        return self.title

    @property
    def audit_path(self) -> str:
        return self.issuer.path or ""


class ReviewEntry(models.Model):
    """A site that takes part, with its assessment.

    ``branch`` is the union right below the issuer that answers for the site; ``result`` is written once, by the
    closing.
    """

    review = models.ForeignKey("inspection.YearlyReview", models.PROTECT, related_name="entries")
    site = models.ForeignKey("service_sites.ServiceSite", models.PROTECT, related_name="review_entries")
    assessment = models.OneToOneField(
        "inspection.Assessment", models.PROTECT, related_name="review_entry", verbose_name="评定"
    )
    branch = models.ForeignKey("accounts.Union", models.PROTECT, related_name="+", verbose_name="复核工会")
    joined_at = models.DateTimeField("加入时间")
    is_drawn = models.BooleanField("抽中由市总评定", default=False)
    result = models.CharField("复核结果", max_length=8, choices=ReviewResult.choices, blank=True)

    class Meta:
        verbose_name = "年度复核阵地"
        verbose_name_plural = "年度复核阵地"
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["review", "site"], name="site_once_per_review"),
            models.CheckConstraint(
                condition=Q(result="") | Q(result__in=ReviewResult.values), name="review_result_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.review} {self.site}"
