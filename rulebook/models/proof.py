"""What stands beside the terms of a pack: the scan of the printed document, and what its rehearsals showed."""

from __future__ import annotations

from typing import ClassVar
from uuid import uuid4

from django.db import models


def stored_name(row: PackScan, filename: str) -> str:
    """A generated name: nothing of the uploaded name reaches the disk."""
    return f"packs/{uuid4().hex}.pdf"


class PackScan(models.Model):
    """The printed document that a pack was entered from; frozen with it. Never served by address."""

    pack = models.OneToOneField(
        "rulebook.RulePack", models.CASCADE, related_name="scan", verbose_name="管理办法版本"
    )
    file = models.FileField("文件", upload_to=stored_name, max_length=120, editable=False)
    sha256 = models.CharField("文件摘要", max_length=64, editable=False)
    size = models.PositiveIntegerField("字节", editable=False)
    added_by_id = models.BigIntegerField("上传人编号", null=True, editable=False)
    added_by_name = models.CharField("上传人", max_length=80, editable=False)
    added_at = models.DateTimeField("上传时间", editable=False)

    class Meta:
        verbose_name = "印发原件扫描件"
        verbose_name_plural = "印发原件扫描件"

    def __str__(self) -> str:
        return f"{self.pack}印发原件"


class Rehearsal(models.Model):
    """One rehearsal of a draft: what its terms would have made of the last cycle. Never changed.

    ``terms_digest`` is that of the terms it was made for. ``result`` holds sentences, counts and sections with title,
    columns and rows.
    """

    pack = models.ForeignKey(
        "rulebook.RulePack", models.CASCADE, related_name="rehearsals", verbose_name="管理办法版本"
    )
    made_at = models.DateTimeField("试算时间")
    made_by_id = models.BigIntegerField("试算人编号", null=True)
    made_by_name = models.CharField("试算人", max_length=80)
    cycle = models.CharField("试算周期", max_length=80)
    terms_digest = models.CharField("条款摘要", max_length=64)
    result = models.JSONField("试算结果", default=dict)

    class Meta:
        verbose_name = "试算"
        verbose_name_plural = "试算"
        ordering: ClassVar = ["-pk"]

    def __str__(self) -> str:
        return f"{self.pack}试算"
