"""A site put forward in a round: its form and its papers."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from accounts.reach import Place
from core.workflow import WorkflowModel

#: The longest account of practices, as the form of the field asks.
MOST_PRACTICES = 800


class NominationState(models.TextChoices):
    DRAFT = "draft", "草稿"
    SUBMITTED = "submitted", "待区(市)推荐"
    RETURNED = "returned", "退回补正"
    RECOMMENDED = "recommended", "已推荐"
    PASSED_OVER = "passed_over", "未推荐"
    REVIEW = "review", "评审中"
    SELECTED = "selected", "拟命名"
    RESERVE = "reserve", "备选"
    UNSELECTED = "unselected", "未入选"
    NAMED = "named", "已命名"
    EXCLUDED = "excluded", "不予命名"
    WITHDRAWN = "withdrawn", "已撤回"


#: Takes part in the round, or may still.
LIVE = tuple(
    state
    for state in NominationState
    if state not in (NominationState.WITHDRAWN, NominationState.EXCLUDED, NominationState.PASSED_OVER)
)


class Nomination(WorkflowModel):
    """示范阵地申报. One per site and round; facts are those of ``version``, fixed when it is submitted.

    ``branch`` is the union right below the issuer that may recommend it, ``quota`` the row it used up, ``rank`` its
    place among those of the same quota. ``code`` is what blind reviewers call it. ``eligibility`` keeps the answers
    that were shown. ``amount_wanted`` (fen) is asked where the measure has subsidies. ``score`` (hundredths of a point) and ``final_place`` come with the locked list.
    """

    number = models.CharField("申报编号", max_length=24, unique=True)
    verify_token = models.CharField(max_length=24, editable=False)
    code = models.CharField("评审代号", max_length=8)
    round = models.ForeignKey("demonstration.Round", models.PROTECT, related_name="nominations")
    site = models.ForeignKey("service_sites.ServiceSite", models.PROTECT, related_name="nominations")
    version = models.ForeignKey("service_sites.SiteVersion", models.PROTECT, related_name="+")
    site_type = models.CharField("阵地类型", max_length=24)
    branch = models.ForeignKey("accounts.Union", models.PROTECT, related_name="+", verbose_name="推荐工会")
    quota = models.ForeignKey(
        "demonstration.RoundQuota", models.PROTECT, null=True, related_name="nominations"
    )
    rank = models.PositiveSmallIntegerField("推荐次序", null=True)
    assessment = models.OneToOneField(
        "inspection.Assessment", models.PROTECT, null=True, related_name="nomination", verbose_name="自评"
    )
    practices = models.TextField("主要做法", blank=True)
    amount_wanted = models.PositiveBigIntegerField("申请补助金额(分)", null=True)
    eligibility = models.JSONField("资格核对", default=list, editable=False)
    opinion = models.CharField("推荐意见", max_length=300, blank=True)
    created_at = models.DateTimeField("创建时间")
    updated_at = models.DateTimeField("更新时间")
    submitted_at = models.DateTimeField("提交时间", null=True)
    submitted_by = models.CharField("提交人", max_length=80, blank=True)
    recommended_at = models.DateTimeField("推荐时间", null=True)
    score = models.PositiveIntegerField("评审得分(0.01分)", null=True)
    final_place = models.PositiveSmallIntegerField("名次", null=True)
    grade = models.ForeignKey("demonstration.RoundGrade", models.PROTECT, null=True, related_name="+")
    override_reason = models.CharField("调整理由", max_length=300, blank=True)

    class Meta:
        verbose_name = "示范申报"
        verbose_name_plural = "示范申报"
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state__in=NominationState.values), name="nomination_state_known"
            ),
            models.UniqueConstraint(
                fields=["round", "site"],
                condition=~Q(state=NominationState.WITHDRAWN),
                name="one_nomination_per_site_and_round",
            ),
            models.UniqueConstraint(fields=["round", "code"], name="nomination_code_once_per_round"),
            models.UniqueConstraint(
                fields=["quota", "rank"], condition=Q(rank__isnull=False), name="rank_once_per_quota"
            ),
            models.CheckConstraint(
                condition=Q(rank__isnull=True) | Q(quota__isnull=False), name="ranked_within_a_quota"
            ),
            models.CheckConstraint(
                condition=Q(amount_wanted__isnull=True) | Q(amount_wanted__gt=0), name="wanted_is_positive"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["round", "state"], name="nomination_by_round"),
            models.Index(fields=["site", "-id"], name="nomination_by_site"),
        ]

    def __str__(self) -> str:
        return f"示范申报 {self.number}"

    @property
    def place(self) -> Place:
        return self.site.place

    @property
    def state_label(self) -> str:
        return str(NominationState(self.state).label)

    @property
    def audit_label(self) -> str:
        return str(self)

    @property
    def audit_path(self) -> str:
        return self.site.union_path

    @property
    def audit_about(self) -> str:
        return f"nomination:{self.pk}"


class NominationPaper(models.Model):
    """A document or picture handed in with the nomination. ``item``: the criterion it proves; empty: the whole."""

    nomination = models.ForeignKey("demonstration.Nomination", models.CASCADE, related_name="papers")
    attachment = models.ForeignKey(
        "service_sites.Attachment", models.PROTECT, related_name="nomination_papers"
    )
    item = models.CharField("评分项编号", max_length=12, blank=True)
    title = models.CharField("名称", max_length=60)
    added_by = models.CharField("添加人", max_length=80)
    added_at = models.DateTimeField("添加时间")

    class Meta:
        verbose_name = "申报材料"
        verbose_name_plural = "申报材料"
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["nomination", "attachment"], name="paper_once_per_nomination")
        ]

    def __str__(self) -> str:
        return self.title
