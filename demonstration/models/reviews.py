"""Which reviewer was given which nomination, and the points that were given."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from core.workflow import WorkflowModel
from demonstration.models.reviewers import about_reviews


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
