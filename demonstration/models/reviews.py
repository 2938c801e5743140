"""Who reviews, who must not, who was given which nomination, and the points that were given."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from core.workflow import WorkflowModel


class ReviewerState(models.TextChoices):
    INVITED = "invited", "已邀请"
    SIGNED = "signed", "已接受"
    DECLINED = "declined", "已谢绝"
    ENDED = "ended", "已结束"


class Reviewer(WorkflowModel):
    """A person who reviews in one round. The invitation is a link that works once; only its digest is kept.

    ``employer`` and ``employer_code`` (unified credit code) find conflicts by employer and host; ``home_path`` the
    union path of the reviewer's own union, ``district_id`` where it stands. ``relations`` are names of bodies that the reviewer declared. ``statement`` is the
    text that was signed.
    """

    round = models.ForeignKey("demonstration.Round", models.PROTECT, related_name="reviewers")
    user = models.ForeignKey("accounts.User", models.PROTECT, related_name="review_duties")
    site_types = models.JSONField("可评类型", default=list, blank=True)
    employer = models.CharField("工作单位", max_length=80, blank=True)
    employer_code = models.CharField("单位统一社会信用代码", max_length=18, blank=True)
    home_path = models.CharField(max_length=120, blank=True, editable=False)
    district = models.ForeignKey(
        "accounts.District",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="所在区(市)",
    )
    most_cases = models.PositiveSmallIntegerField("最多评审份数", null=True, blank=True)
    invite_digest = models.CharField(max_length=64, blank=True, editable=False)
    invited_at = models.DateTimeField("邀请时间")
    invite_until = models.DateTimeField("邀请有效期至")
    relations = models.JSONField("申报的关系单位", default=list, blank=True)
    statement = models.TextField("保密和回避承诺", blank=True, editable=False)
    signed_at = models.DateTimeField("签署时间", null=True, editable=False)
    submitted_at = models.DateTimeField("全部提交时间", null=True, editable=False)
    ended_at = models.DateTimeField("结束时间", null=True, editable=False)

    class Meta:
        verbose_name = "评审专家"
        verbose_name_plural = "评审专家"
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(state__in=ReviewerState.values), name="reviewer_state_known"),
            models.UniqueConstraint(fields=["round", "user"], name="reviewer_once_per_round"),
        ]

    def __str__(self) -> str:
        return str(self.user)

    @property
    def state_label(self) -> str:
        return str(ReviewerState(self.state).label)

    @property
    def audit_label(self) -> str:
        return f"评审专家 {self.user}"

    @property
    def audit_path(self) -> str:
        return self.round.issuer.path or ""

    @property
    def audit_about(self) -> str:
        return f"round:{self.round_id}"


def about_reviews(nomination_id: int) -> str:
    """Under which name the trail keeps who reviews a nomination: apart from what the site and its branch read of it."""
    return f"nomination-reviews:{nomination_id}"


class ConflictSource(models.TextChoices):
    TREE = "tree", "同一工会系统"
    EMPLOYER = "employer", "工作单位与主管或共建单位相同"
    DECLARED = "declared", "本人申报"
    ENTERED = "entered", "主办工会登记"


class Conflict(models.Model):
    """A person who must see nothing of a nomination, whoever he is. Outranks every role."""

    user = models.ForeignKey("accounts.User", models.PROTECT, related_name="conflicts")
    nomination = models.ForeignKey("demonstration.Nomination", models.CASCADE, related_name="conflicts")
    source = models.CharField("来源", max_length=10, choices=ConflictSource.choices)
    reason = models.CharField("理由", max_length=200)
    entered_by = models.CharField("登记人", max_length=80)
    entered_at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = "回避"
        verbose_name_plural = "回避"
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "nomination", "source"], name="conflict_once_per_source"),
            models.CheckConstraint(
                condition=Q(source__in=ConflictSource.values), name="conflict_source_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} 回避"

    @property
    def audit_label(self) -> str:
        return f"回避 {self.nomination.code}"

    @property
    def audit_path(self) -> str:
        return self.nomination.round.issuer.path or ""

    @property
    def audit_about(self) -> str:
        return about_reviews(self.nomination_id)


class AssignmentRun(models.Model):
    """One run of the rule that gives nominations to reviewers; ``pool`` and ``result`` replay it from ``seed``."""

    round = models.ForeignKey("demonstration.Round", models.PROTECT, related_name="assignment_runs")
    number = models.PositiveSmallIntegerField("次序")
    seed = models.CharField(max_length=64)
    pool = models.JSONField("候选", default=dict)
    result = models.JSONField("结果", default=dict)
    made_by = models.CharField("分配人", max_length=80)
    made_at = models.DateTimeField("分配时间")

    class Meta:
        verbose_name = "评审分配"
        verbose_name_plural = "评审分配"
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["round", "number"], name="assignment_run_once")
        ]

    def __str__(self) -> str:
        return f"第 {self.number} 次分配"


class ReviewKind(models.TextChoices):
    PAPERS = "papers", "材料评审"
    VISIT = "visit", "实地评分"


class ReviewState(models.TextChoices):
    OPEN = "open", "待评分"
    SUBMITTED = "submitted", "已提交"
    RECUSED = "recused", "已回避"
    RELEASED = "released", "已收回"


#: A nomination still counts on this review.
STANDING_REVIEWS = (ReviewState.OPEN, ReviewState.SUBMITTED)


class Review(WorkflowModel):
    """One reviewer over one nomination. ``total`` (tenths) and ``outcome`` (canonical text) come with submitting.

    A recused review is no score. ``released``: taken back by a re-run before anything was written, or when the
    nomination left the round.
    """

    nomination = models.ForeignKey("demonstration.Nomination", models.PROTECT, related_name="reviews")
    reviewer = models.ForeignKey("demonstration.Reviewer", models.PROTECT, related_name="reviews")
    run = models.ForeignKey("demonstration.AssignmentRun", models.PROTECT, null=True, related_name="reviews")
    kind = models.CharField("方式", max_length=8, choices=ReviewKind.choices, default=ReviewKind.PAPERS)
    assigned_at = models.DateTimeField("分配时间")
    comment = models.CharField("总评语", max_length=500, blank=True)
    total = models.PositiveSmallIntegerField("总分(0.1分)", null=True, editable=False)
    outcome = models.TextField("评分结果", blank=True, editable=False)
    submitted_at = models.DateTimeField("提交时间", null=True, editable=False)
    recusal_reason = models.CharField("回避理由", max_length=200, blank=True)

    class Meta:
        verbose_name = "评审"
        verbose_name_plural = "评审"
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state__in=ReviewState.values), name="expert_review_state_known"
            ),
            models.UniqueConstraint(
                fields=["nomination", "reviewer", "kind"], name="review_once_per_reviewer"
            ),
            models.CheckConstraint(
                condition=~Q(state=ReviewState.SUBMITTED) | Q(total__isnull=False),
                name="submitted_review_has_total",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["reviewer", "state"], name="review_by_reviewer")]

    def __str__(self) -> str:
        return f"评审 {self.nomination.code}"

    @property
    def audit_label(self) -> str:
        return f"评审 {self.nomination.code}"

    @property
    def audit_path(self) -> str:
        return self.nomination.round.issuer.path or ""

    @property
    def audit_about(self) -> str:
        return about_reviews(self.nomination_id)


class ReviewAnswer(models.Model):
    """What a reviewer says of one item. The self-score of an item is shown once this row is there."""

    review = models.ForeignKey("demonstration.Review", models.CASCADE, related_name="answers")
    code = models.CharField("评分项编号", max_length=12)
    level = models.CharField("所选档次", max_length=12, blank=True)
    points = models.PositiveSmallIntegerField("得分(0.1分)", null=True)
    not_applicable = models.CharField("不适用的理由", max_length=200, blank=True)
    is_met = models.BooleanField("是否存在", null=True)
    comment = models.CharField("评语", max_length=300, blank=True)
    revision = models.PositiveIntegerField("修订次数", default=0)
    answered_at = models.DateTimeField("评分时间")

    class Meta:
        verbose_name = "评审评分"
        verbose_name_plural = "评审评分"
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["review", "code"], name="one_review_answer_per_item")
        ]

    def __str__(self) -> str:
        return self.code
