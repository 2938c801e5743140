"""What was asked to be supplied: the letter and its points."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q


class NominationLetter(models.Model):
    """One letter that tells everything missing in a nomination."""

    nomination = models.ForeignKey("demonstration.Nomination", models.PROTECT, related_name="letters")
    number = models.PositiveSmallIntegerField("次序")
    issued_at = models.DateTimeField("发出时间")
    issued_by = models.CharField("发出人", max_length=80)
    office = models.CharField("发出工会", max_length=80)
    opinion = models.TextField("总体说明", blank=True)
    late_reason = models.TextField("后补提出的原因", blank=True)

    class Meta:
        verbose_name = "申报补正通知单"
        verbose_name_plural = "申报补正通知单"
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["nomination", "number"], name="letter_numbered_once")
        ]

    def __str__(self) -> str:
        return f"{self.nomination} 第{self.number}次补正通知"


class NominationGap(models.Model):
    """One thing missing, tied to one part of the form; without a letter only the checkers see it."""

    nomination = models.ForeignKey("demonstration.Nomination", models.PROTECT, related_name="gaps")
    letter = models.ForeignKey(
        "demonstration.NominationLetter", models.PROTECT, null=True, related_name="gaps"
    )
    position = models.PositiveSmallIntegerField("序号", default=0)
    part = models.CharField("对应内容", max_length=80)
    label = models.CharField("项目", max_length=80)
    problem = models.CharField("问题", max_length=300)
    remedy = models.CharField("怎样算合格", max_length=300)
    noted_by_id = models.BigIntegerField()
    noted_by = models.CharField("提出人", max_length=80)
    noted_at = models.DateTimeField("提出时间")
    is_late = models.BooleanField("后补提出", default=False)
    value_then = models.TextField("退回时内容", blank=True)
    answer = models.CharField("答复", max_length=300, blank=True)
    answered_at = models.DateTimeField("答复时间", null=True)
    answered_by = models.CharField("答复人", max_length=80, blank=True)
    verdict = models.CharField(
        "结论", max_length=8, blank=True, choices=[("settled", "已补正"), ("kept", "仍需补正")]
    )
    judged_at = models.DateTimeField("结论时间", null=True)
    judged_by = models.CharField("结论人", max_length=80, blank=True)

    class Meta:
        verbose_name = "申报补正事项"
        verbose_name_plural = "申报补正事项"
        ordering: ClassVar = ["letter__number", "position", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["nomination", "part"], condition=Q(letter=None), name="one_unsent_gap_of_a_part"
            ),
            models.CheckConstraint(
                condition=Q(answered_at=None) | Q(letter__isnull=False), name="sent_before_answered"
            ),
            models.CheckConstraint(
                condition=Q(verdict="") | Q(answered_at__isnull=False), name="answered_before_judged"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label}:{self.problem}"
