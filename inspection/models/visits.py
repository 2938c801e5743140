"""A visit on site and what it found. A record is never changed; a second look is a second visit."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from accounts.reach import Place


class Verdict(models.TextChoices):
    PASS = "pass", "合格"
    FIX = "fix", "整改后复验"
    FAIL = "fail", "不合格"


class VisitKind(models.TextChoices):
    ACCEPTANCE = "acceptance", "实地验收"
    REACCEPTANCE = "reacceptance", "复验"
    UNANNOUNCED = "unannounced", "暗访"
    SPOT_CHECK = "spot_check", "抽查"


#: Visits to sites in use, which belong to no case.
OF_SITES_IN_USE = (VisitKind.UNANNOUNCED, VisitKind.SPOT_CHECK)

#: What such a visit found; it asks for no second look by itself.
FOUND = {Verdict.PASS: "未发现问题", Verdict.FIX: "发现问题,需要整改"}


class DoorFound(models.TextChoices):
    """Whether the door was as the public had been told."""

    AS_ANNOUNCED = "as_announced", "按公示时间开放"
    OTHERWISE = "otherwise", "与公示的不一样"
    CLOSED_TOLD = "closed_told", "没有开放,事先已公告"
    CLOSED = "closed", "没有开放,事先没有公告"


class Visit(models.Model):
    """Who was at the door and what they decided there. ``door`` and ``held_at`` are noted of sites in use."""

    site = models.ForeignKey("service_sites.ServiceSite", models.PROTECT, related_name="visits")
    kind = models.CharField("类别", max_length=16, choices=VisitKind.choices)
    held_on = models.DateField("验收日期")
    held_at = models.TimeField("到访时刻", null=True, blank=True)
    inspectors = models.JSONField("验收人员", default=list)
    organisation = models.CharField("验收单位", max_length=80)
    met_on_site = models.CharField("现场人员", max_length=40)
    door = models.CharField(
        "开放情况", max_length=16, choices=DoorFound.choices, blank=True, default="", db_default=""
    )
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
        indexes: ClassVar = [
            models.Index(
                fields=["site", "held_on"], condition=Q(door=DoorFound.CLOSED), name="visit_at_closed_door"
            ),
            models.Index(fields=["-held_on", "-id"], name="visit_latest_first"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.held_on}"

    @property
    def audit_about(self) -> str:
        return f"site:{self.site_id}"

    @property
    def audit_path(self) -> str:
        return self.site.union_path

    @property
    def place(self) -> Place:
        return self.site.place

    @property
    def outcome(self) -> str:
        """The verdict in the words of its kind."""
        if self.kind in OF_SITES_IN_USE:
            return FOUND[Verdict(self.verdict)]
        return self.get_verdict_display()
