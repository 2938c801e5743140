"""Existing sites taken into the register by one decision: the paper it rests on, who wrote the list, who signed.

And what was asked about rows of any list that look like another place.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from sites.vocabulary import LikenessVerdict


class Enrolment(models.Model):
    """The decision about one batch and the paper that it rests on; ``digest`` over the sites once it is carried out.

    It stays when it is undone, with who undid it, when and why.
    """

    batch = models.OneToOneField("filing.ImportBatch", models.CASCADE, related_name="enrolment")
    title = models.CharField("文件名称", max_length=80, blank=True)
    document_number = models.CharField("文号", max_length=40, blank=True)
    dated_on = models.DateField("文件日期")
    attachment = models.ForeignKey("service_sites.Attachment", models.PROTECT, related_name="enrolments")
    file_name = models.CharField("上传时的文件名", max_length=80, blank=True)
    verify_token = models.CharField(max_length=24, editable=False)
    proposed_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name="提交人")
    proposed_at = models.DateTimeField("提交时间")
    returned = models.CharField("退回原因", max_length=300, blank=True)
    decided_at = models.DateTimeField("批准时间", null=True)
    digest = models.CharField("清单摘要", max_length=64, blank=True)
    undone_by = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, related_name="+", verbose_name="撤销人"
    )
    undone_at = models.DateTimeField("撤销时间", null=True)
    undone_why = models.TextField("撤销的原因", blank=True, default="", db_default="")

    class Meta:
        verbose_name = "既有阵地入册"
        verbose_name_plural = "既有阵地入册"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(title="") | ~Q(document_number=""), name="enrolment_names_its_paper"
            )
        ]

    def __str__(self) -> str:
        return self.paper

    @property
    def paper(self) -> str:
        """The paper as people cite it: 《title》(document number)."""
        title = f"《{self.title.strip('《》')}》" if self.title else ""
        return (
            f"{title}({self.document_number})"
            if title and self.document_number
            else title or self.document_number
        )


class ImportPair(models.Model):
    """A row that looks like another place: a site known already, or an earlier row of the same list.

    Rows are named by sheet and number, since what they were understood to be is worked out anew with each answer.
    ``mark``: a digest of what both looked like, as ``LikenessDecision`` keeps it. ``is_within_reach``: only then may
    more than its union be told of the other place.
    """

    batch = models.ForeignKey("filing.ImportBatch", models.CASCADE, related_name="pairs")
    sheet = models.CharField("工作表", max_length=40)
    number = models.PositiveIntegerField("行号")
    other_sheet = models.CharField("另一工作表", max_length=40, blank=True)
    other_number = models.PositiveIntegerField("另一行号", null=True)
    other_site = models.ForeignKey("service_sites.ServiceSite", models.CASCADE, null=True, related_name="+")
    is_within_reach = models.BooleanField("在办理范围内", default=True)
    score = models.PositiveSmallIntegerField("相近程度")
    reasons = models.CharField("相近之处", max_length=80)
    metres = models.PositiveIntegerField("相距(米)", null=True)
    mark = models.CharField(max_length=64, editable=False)
    verdict = models.CharField("认定", max_length=10, choices=LikenessVerdict.choices, blank=True)
    reason = models.CharField("理由", max_length=200, blank=True)
    decided_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField("认定时间", null=True)

    class Meta:
        verbose_name = "名单中相近的阵地"
        verbose_name_plural = "名单中相近的阵地"
        ordering: ClassVar = ["sheet", "number", "-score", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(other_number=None, other_site__isnull=False)
                | Q(other_number__isnull=False, other_site=None),
                name="pair_has_one_other_place",
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["mark"], condition=~Q(verdict=""), name="pair_decided_by_mark")
        ]

    def __str__(self) -> str:
        return f"{self.sheet} 第{self.number}行"
