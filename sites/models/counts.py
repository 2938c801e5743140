"""What is counted by month or planned by year while a site is in use: one row each, corrected, never removed."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from sites.models.entered import MOST_VISITS, Entered, count
from sites.use.months import month_words


class MonthlyUse(Entered):
    """How many times a site was used in a month; ``month`` is its first day."""

    month = models.DateField("月份")
    visits = count("使用人次")

    class Meta:
        verbose_name = "月度使用统计"
        verbose_name_plural = "月度使用统计"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["site", "month"], name="one_total_per_month"),
            models.CheckConstraint(condition=Q(visits__lte=MOST_VISITS), name="monthly_uses_possible"),
        ]

    def __str__(self) -> str:
        return f"{month_words(self.month)}使用人次"


class RequestCount(Entered):
    """What people asked for in a month: of the requests received then, how many are closed, how many on time."""

    month = models.DateField("月份")
    received = count("收到诉求")
    closed = count("已办结")
    on_time = count("按时办结")

    class Meta:
        verbose_name = "诉求记录"
        verbose_name_plural = "诉求记录"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["site", "month"], name="one_request_count_per_month"),
            models.CheckConstraint(
                condition=Q(on_time__lte=F("closed"), closed__lte=F("received"), received__lte=MOST_VISITS),
                name="requests_closed_were_received",
            ),
        ]

    def __str__(self) -> str:
        return f"{month_words(self.month)}诉求"


class ServicePlan(Entered):
    """What a site means to do in a year. ``monthly_visits`` is planned by month, the others for the year."""

    year = models.PositiveSmallIntegerField("年度")
    activities = models.PositiveIntegerField("计划活动场次", null=True)
    visits = models.PositiveIntegerField("计划服务人次", null=True)
    monthly_visits = models.PositiveIntegerField("计划每月使用人次", null=True)

    class Meta:
        verbose_name = "年度计划"
        verbose_name_plural = "年度计划"
        ordering: ClassVar = ["-year"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["site", "year"], name="one_service_plan_per_year")
        ]

    def __str__(self) -> str:
        return f"{self.year}年度计划"
