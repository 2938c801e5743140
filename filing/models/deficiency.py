"""What was found missing in a case, and the one letter that told it: part, problem, remedy, answer, conclusion."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

MOST_TEXT = 300


class ReturnNotice(models.Model):
    """One 《补正通知单》: everything that is missing, told at once. ``late_reason``: why a part comes up only now."""

    filing = models.ForeignKey("filing.Filing", models.PROTECT, related_name="notices")
    number = models.PositiveSmallIntegerField("次序")
    from_state = models.CharField("退回环节", max_length=16)
    issued_at = models.DateTimeField("发出时间")
    issued_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    office = models.CharField("发出工会", max_length=80)
    opinion = models.TextField("总体说明", blank=True)
    late_reason = models.TextField("后补提出的原因", blank=True)

    class Meta:
        verbose_name = "补正通知单"
        verbose_name_plural = "补正通知单"
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["filing", "number"], name="notice_numbered_once_per_case")
        ]

    def __str__(self) -> str:
        return f"{self.filing} 第{self.number}次补正通知"


class Deficiency(models.Model):
    """One gap, tied to one part of the case (``filing.parts``).

    Without a notice it is being written and only the checkers see it. ``value_then``, the gap's pictures and its
    documents are what stood there when the notice went out, so that old and new can be shown side by side.
    """

    filing = models.ForeignKey("filing.Filing", models.PROTECT, related_name="deficiencies")
    notice = models.ForeignKey(
        "filing.ReturnNotice", models.PROTECT, null=True, blank=True, related_name="deficiencies"
    )
    position = models.PositiveSmallIntegerField("序号", default=0)
    part = models.CharField("对应内容", max_length=80)
    label = models.CharField("项目", max_length=80)
    problem = models.CharField("问题", max_length=MOST_TEXT)
    remedy = models.CharField("怎样算合格", max_length=MOST_TEXT)
    noted_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    noted_at = models.DateTimeField("提出时间")
    is_late = models.BooleanField("后补提出", default=False)
    value_then = models.TextField("退回时内容", blank=True)
    answer = models.CharField("答复", max_length=MOST_TEXT, blank=True)
    answered_at = models.DateTimeField("答复时间", null=True)
    answered_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    verdict = models.CharField(
        "结论", max_length=8, blank=True, choices=[("settled", "已补正"), ("kept", "仍需补正")]
    )
    judged_at = models.DateTimeField("结论时间", null=True)
    judged_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = "补正事项"
        verbose_name_plural = "补正事项"
        ordering: ClassVar = ["notice__number", "position", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["filing", "part"], condition=Q(notice=None), name="one_unsent_gap_per_part"
            ),
            models.UniqueConstraint(fields=["notice", "position"], name="gap_numbered_once_per_notice"),
            models.CheckConstraint(
                condition=Q(answered_at=None) | Q(notice__isnull=False), name="only_a_sent_gap_is_answered"
            ),
            models.CheckConstraint(
                condition=Q(verdict="") | Q(answered_at__isnull=False), name="only_an_answered_gap_is_judged"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label}:{self.problem}"

    @property
    def stage(self) -> str:
        """noted · open · answered · settled · kept, for the component that shows it."""
        if self.notice_id is None:
            return "noted"
        if self.verdict:
            return self.verdict
        return "open" if self.answered_at is None else "answered"


class GapPhoto(models.Model):
    """A picture that stood in the gap's slot when the letter went out; kept, also when the sender removed it."""

    gap = models.ForeignKey("filing.Deficiency", models.CASCADE, related_name="photos")
    attachment = models.ForeignKey("service_sites.Attachment", models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "退回时照片"
        verbose_name_plural = "退回时照片"
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["gap", "attachment"], name="picture_once_per_gap")
        ]

    def __str__(self) -> str:
        return str(self.attachment_id)


class GapDocument(models.Model):
    """A document that the gap is about, as it lay in the case when the letter went out; kept, also when it was replaced."""

    gap = models.ForeignKey("filing.Deficiency", models.CASCADE, related_name="documents")
    attachment = models.ForeignKey("service_sites.Attachment", models.PROTECT, related_name="+")
    name = models.CharField("名称", max_length=60)
    expires_on = models.DateField("有效期至", null=True)

    class Meta:
        verbose_name = "退回时材料"
        verbose_name_plural = "退回时材料"
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["gap", "attachment"], name="document_once_per_gap")
        ]

    def __str__(self) -> str:
        return self.name
