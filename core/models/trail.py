"""What was done, by whom, and the seals that chain it."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils import timezone

from core.words import chinese_moment


class AuditEntry(models.Model):
    """One thing done or refused. Never changes: triggers refuse UPDATE and DELETE.

    The actor is kept as a plain id and name, so that the entry outlives the person and needs no model above it.
    """

    class Outcome(models.TextChoices):
        DONE = "done", "已办理"
        REFUSED = "refused", "没有办理"

    at = models.DateTimeField("时间")
    actor_id = models.BigIntegerField("操作人编号", null=True, blank=True)
    actor_name = models.CharField("操作人", max_length=80)
    actor_office = models.CharField("所属工会", max_length=120, blank=True)
    action = models.CharField("操作代码", max_length=60)
    label = models.CharField("操作", max_length=60)
    target_type = models.CharField("对象类别", max_length=60)
    target_id = models.CharField("对象编号", max_length=40)
    target_label = models.CharField("对象", max_length=200)
    about = models.CharField("归属", max_length=100)
    scope_path = models.CharField("范围", max_length=120, blank=True)
    before = models.CharField("原状态", max_length=16, blank=True)
    after = models.CharField("新状态", max_length=16, blank=True)
    note = models.TextField("说明", blank=True)
    changes = models.JSONField("变更内容", default=dict, blank=True)
    details = models.JSONField("附加信息", default=dict, blank=True)
    outcome = models.CharField("结果", max_length=8, choices=Outcome.choices, default=Outcome.DONE)

    #: What a page says beside the label, for one reader; never stored.
    said = ""

    class Meta:
        verbose_name = "操作日志"
        verbose_name_plural = "操作日志"
        indexes = [
            models.Index(fields=["about", "id"], name="audit_about"),
            models.Index(fields=["target_type", "target_id", "id"], name="audit_target"),
            models.Index(fields=["actor_id", "id"], name="audit_actor"),
        ]

    def __str__(self) -> str:
        return self.sentence

    @property
    def sentence(self) -> str:
        """Who did what when, for a person who came second."""
        office = f"({self.actor_office})" if self.actor_office else ""
        moment = timezone.localtime(self.at)
        return f"{self.actor_name}{office}已于{chinese_moment(moment)}办理“{self.label}”"

    def as_sealed(self) -> dict[str, Any]:
        """Every column, as values that canonical JSON takes."""
        return {
            field.attname: getattr(self, field.attname).isoformat()
            if field.name == "at"
            else getattr(self, field.attname)
            for field in self._meta.concrete_fields
        }


class AuditSeal(models.Model):
    """A block of entries and the digest that chains it to the block before."""

    first_id = models.BigIntegerField()
    last_id = models.BigIntegerField(unique=True)
    entries = models.PositiveIntegerField()
    marks = models.TextField(help_text="各条记录摘要的前 16 位,依次相连。")
    previous = models.CharField(max_length=64, blank=True)
    digest = models.CharField(max_length=64)
    sealed_at = models.DateTimeField()

    class Meta:
        verbose_name = "日志封存"
        verbose_name_plural = "日志封存"

    def __str__(self) -> str:
        return f"{self.first_id}–{self.last_id}"
