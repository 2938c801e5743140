"""The documents of a case, and scans that have not found their case yet. Files lie in the register's attachments."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from accounts.reach import Place
from filing.document_kinds import DocumentKind


class CaseDocument(models.Model):
    """One document of a case. ``expires_on`` empty: not known. ``paper``: number of the paper that was stamped."""

    filing = models.ForeignKey("filing.Filing", models.CASCADE, related_name="documents")
    attachment = models.ForeignKey("service_sites.Attachment", models.PROTECT, related_name="case_documents")
    kind = models.CharField("类别", max_length=12, choices=DocumentKind.choices)
    title = models.CharField("名称", max_length=60, blank=True)
    file_name = models.CharField("上传时的文件名", max_length=80, blank=True)
    paper = models.CharField("文书编号", max_length=40, blank=True)
    expires_on = models.DateField("有效期至", null=True)
    uploaded_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField("上传时间")

    class Meta:
        verbose_name = "附件材料"
        verbose_name_plural = "附件材料"
        ordering: ClassVar = ["kind", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(kind__in=DocumentKind.values), name="document_kind_known"
            ),
            models.UniqueConstraint(fields=["filing", "attachment"], name="document_once_per_case"),
        ]

    def __str__(self) -> str:
        return self.title or self.get_kind_display()

    @property
    def place(self) -> Place:
        return self.filing.place

    @property
    def is_scan(self) -> bool:
        return self.kind == DocumentKind.SCAN


class StrayScan(models.Model):
    """A scanned page whose case was not found; its uploader chooses it by hand, or it is swept away."""

    attachment = models.ForeignKey("service_sites.Attachment", models.PROTECT, related_name="stray_scans")
    file_name = models.CharField("上传时的文件名", max_length=80, blank=True)
    pages = models.CharField("页码", max_length=80, blank=True)
    reason = models.CharField("未归入的原因", max_length=120)
    uploaded_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField("上传时间")

    class Meta:
        verbose_name = "未归入的扫描件"
        verbose_name_plural = "未归入的扫描件"
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"{self.file_name} {self.pages}".strip()
