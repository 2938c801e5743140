"""Who reviews in a round, and who must see nothing of a nomination."""

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
