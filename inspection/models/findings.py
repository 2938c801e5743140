"""What a check found, from the day it began to the day it ended, and which checks ran for which day."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q, Value
from django.utils.functional import cached_property

from accounts.reach import Place
from core.checks import Check, Severity
from core.registry import CHECKS, check_title


class Finding(models.Model):
    """One check that fails for one site or union. Written by ``reconcile`` alone: dates, never a state.

    ``began_on`` is the first day on which it failed, ``found_on`` the day for which the check ran that saw it,
    ``found_at`` when that was, ``ended_on`` the day on which it was no more. Site and union are read where they stand
    now; ``inputs`` and ``pack`` are as they were when it was found.
    """

    code = models.CharField("预警项", max_length=40)
    site = models.ForeignKey(
        "service_sites.ServiceSite", models.CASCADE, null=True, related_name="findings", verbose_name="阵地"
    )
    union = models.ForeignKey(
        "accounts.Union", models.CASCADE, null=True, related_name="findings", verbose_name="工会"
    )
    severity = models.CharField("程度", max_length=8, choices=Severity.choices)
    began_on = models.DateField("开始日期")
    found_on = models.DateField("发现日期")
    found_at = models.DateTimeField("登记时间")
    ended_on = models.DateField("结束日期", null=True)
    pack = models.ForeignKey(
        "rulebook.RulePack",
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="管理办法版本",
        db_index=False,
    )
    inputs = models.JSONField("依据资料", default=dict)

    class Meta:
        verbose_name = "预警问题"
        verbose_name_plural = "预警问题"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["code", "site"],
                condition=Q(ended_on=None, site__isnull=False),
                name="one_open_of_site",
            ),
            models.UniqueConstraint(
                fields=["code", "union"],
                condition=Q(ended_on=None, union__isnull=False),
                name="one_open_of_union",
            ),
            models.CheckConstraint(
                condition=Q(site=None, union__isnull=False) | Q(site__isnull=False, union=None),
                name="finding_hangs_on_one",
            ),
            models.CheckConstraint(
                condition=Q(began_on__lte=F("found_on"))
                & (Q(ended_on=None) | Q(ended_on__gte=F("began_on"))),
                name="finding_days_in_order",
            ),
            models.CheckConstraint(condition=Q(severity__in=Severity.values), name="finding_severity_known"),
        ]

    def __str__(self) -> str:
        return f"{self.site or self.union} {self.title}"

    @cached_property
    def check_of(self) -> Check | None:
        """The rule behind it; ``None`` when no app brings that one any more."""
        return CHECKS.get(self.code)

    @property
    def title(self) -> str:
        return check_title(self.code)

    @property
    def place(self) -> Place:
        return self.site.place if self.site else Place(self.union.path or "" if self.union else "")

    @property
    def is_open(self) -> bool:
        return self.ended_on is None


class CheckRun(models.Model):
    """One check for one day. The row is the lock and the memory: a day that has ended is not run again by the scheduler.

    ``set_aside``: keys of the sites or unions whose facts the check could not read; all others were checked.
    """

    day = models.DateField("日期")
    code = models.CharField("预警项", max_length=40)
    attempts = models.PositiveSmallIntegerField("次数", default=0)
    began_at = models.DateTimeField("开始时间", null=True)
    ended_at = models.DateTimeField("完成时间", null=True)
    opened = models.PositiveIntegerField("新发现", default=0)
    closed = models.PositiveIntegerField("已结束", default=0)
    error = models.CharField("未完成的原因", max_length=300, blank=True)
    set_aside = models.JSONField("跳过的阵地或工会", default=list, db_default=Value([], models.JSONField()))
    told_at = models.DateTimeField("通知时间", null=True)

    class Meta:
        verbose_name = "预警检查"
        verbose_name_plural = "预警检查"
        ordering: ClassVar = ["-day", "code"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["code", "day"], name="one_run_per_check_and_day")
        ]

    def __str__(self) -> str:
        return f"{self.title} {self.day}"

    @property
    def title(self) -> str:
        return check_title(self.code)

    @property
    def audit_label(self) -> str:
        return str(self)
