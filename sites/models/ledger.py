"""What the ledger (台账) keeps of its own: honours of sites, the columns a union wants, who took which sheet."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.core.files import File
from django.db import models
from django.db.models import Q

from sites.vocabulary import HonourLevel


class Honour(models.Model):
    """A title that a site was given, as its document says. Facts only, never a person.

    A row taken away stays with the day it was, so that a ledger of a past day is still the same.
    """

    site = models.ForeignKey("service_sites.ServiceSite", models.CASCADE, related_name="honours")
    level = models.CharField("级别", max_length=12, choices=HonourLevel.choices)
    title = models.CharField("荣誉名称", max_length=80)
    year = models.PositiveSmallIntegerField("授予年份")
    document_number = models.CharField("文号", max_length=60, blank=True)
    added_at = models.DateTimeField("登记时间")
    removed_at = models.DateTimeField("移除时间", null=True)

    class Meta:
        verbose_name = "荣誉"
        verbose_name_plural = "荣誉"
        ordering: ClassVar = ["-year", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(level__in=HonourLevel.values), name="honour_level_known"),
            models.UniqueConstraint(
                fields=["site", "level", "title", "year"],
                condition=Q(removed_at=None),
                name="honour_once_per_site",
            ),
        ]

    def __str__(self) -> str:
        return self.words

    @property
    def words(self) -> str:
        """国家级 示范点 2024年(总工办发〔2024〕3号)"""
        document = f"({self.document_number})" if self.document_number else ""
        return f"{self.get_level_display()} {self.title} {self.year}年{document}"


class LedgerLayout(models.Model):
    """Which columns a union wants in the ledger of one type, in its order; what is not named is hidden."""

    union = models.ForeignKey("accounts.Union", models.CASCADE, related_name="+")
    site_type = models.CharField("阵地类型", max_length=24)
    columns = models.JSONField("栏目", default=list)
    revision = models.PositiveIntegerField("修订次数", default=0)
    updated_at = models.DateTimeField("更新时间")

    class Meta:
        verbose_name = "台账栏目"
        verbose_name_plural = "台账栏目"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["union", "site_type"], name="one_layout_per_union_and_type")
        ]

    def __str__(self) -> str:
        return f"{self.union} {self.site_type}"

    @property
    def audit_label(self) -> str:
        return "台账栏目"

    @property
    def audit_path(self) -> str:
        return (self.union.path or "") if self.union_id else ""


class LedgerExport(models.Model):
    """One ledger that somebody took out: which sites, as of which moment, in which form, how many.

    The file is made anew from this row, so that it always is what the trail says. A large one is made once, by a
    job, and ``stored`` for as long as it may be fetched.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    actor_id = models.BigIntegerField("导出人编号")
    actor_name = models.CharField("导出人", max_length=80)
    office = models.CharField("所属工会", max_length=120, blank=True)
    scope_path = models.CharField(max_length=120, blank=True)
    at = models.DateTimeField("导出时间")
    day = models.DateField("截至日期")
    spec = models.JSONField("范围", default=dict)
    form = models.CharField("形式", max_length=8)
    rows = models.PositiveIntegerField("阵地数")
    stored = models.FileField(
        "暂存文件", default="", db_default="", upload_to="ledgers", blank=True, editable=False
    )

    reach = models.CharField(
        "生成时的权限范围", max_length=64, default="", db_default="", blank=True, editable=False
    )

    class Meta:
        verbose_name = "台账导出"
        verbose_name_plural = "台账导出"
        indexes: ClassVar = [models.Index(fields=["actor_id", "-at"], name="ledger_export_actor")]

    def __str__(self) -> str:
        return f"{self.actor_name} {self.day} {self.rows}"

    @property
    def audit_label(self) -> str:
        return f"阵地台账 {self.rows} 处"

    def keep(self, file: File[bytes], reach: str) -> None:
        """Store the file, and with which ``reach`` it was made; a run that died before its commit may have left another under the name."""
        name = self.pk.hex
        self.stored.storage.delete(self.stored.field.generate_filename(self, name))
        self.stored.save(name, file, save=False)
        self.reach = reach
        self.save(update_fields=["stored", "reach"])

    def erase_file(self) -> None:
        self.stored.delete(save=False)
        self.save(update_fields=["stored"])

    @property
    def job_key(self) -> str:
        return f"ledger:{self.pk}"

    @property
    def audit_path(self) -> str:
        return self.scope_path
