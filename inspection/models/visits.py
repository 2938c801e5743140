"""A visit on site and what it found. A record is never changed; a second look is a second visit."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q


class Verdict(models.TextChoices):
    PASS = "pass", "合格"
    FIX = "fix", "整改后复验"
    FAIL = "fail", "不合格"


class VisitKind(models.TextChoices):
    ACCEPTANCE = "acceptance", "实地验收"
    REACCEPTANCE = "reacceptance", "复验"


class Visit(models.Model):
    """Who was at the door and what they decided there."""

    site = models.ForeignKey("service_sites.ServiceSite", models.PROTECT, related_name="visits")
    kind = models.CharField("类别", max_length=16, choices=VisitKind.choices)
    held_on = models.DateField("验收日期")
    inspectors = models.JSONField("验收人员", default=list)
    organisation = models.CharField("验收单位", max_length=80)
    met_on_site = models.CharField("现场人员", max_length=40)
    verdict = models.CharField("验收结论", max_length=8, choices=Verdict.choices)
    findings = models.TextField("验收意见", blank=True)
    fix_by = models.DateField("整改期限", null=True, blank=True)
    recorded_by = models.CharField("登记人", max_length=80)
    recorded_at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = "验收记录"
        verbose_name_plural = "验收记录"
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(verdict__in=Verdict.values), name="visit_verdict_known")
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.held_on}"

    @property
    def audit_about(self) -> str:
        return f"site:{self.site_id}"
