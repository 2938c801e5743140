"""Yearly notices of holidays: facts that never change once they are in."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class CalendarYear(models.Model):
    """One version of one year's notice. Never changes: a correction is the next version, the newest is in force."""

    year = models.PositiveSmallIntegerField("年份")
    version = models.PositiveSmallIntegerField("版本")
    document_number = models.CharField("文号", max_length=80)
    issued_on = models.DateField("印发日期")
    source = models.CharField("来源", max_length=80, blank=True)
    day_count = models.PositiveSmallIntegerField("列明天数")
    digest = models.CharField("内容摘要", max_length=64)
    imported_at = models.DateTimeField("导入时间")

    class Meta:
        verbose_name = "节假日安排"
        verbose_name_plural = "节假日安排"
        ordering: ClassVar = ["-year", "-version"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["year", "version"], name="one_calendar_per_year_and_version")
        ]

    def __str__(self) -> str:
        return f"{self.year}年节假日安排(第{self.version}版)"


class CalendarDay(models.Model):
    """A day that the notice names. It may lie in the December before its year."""

    calendar = models.ForeignKey(
        "rulebook.CalendarYear", models.CASCADE, related_name="days", verbose_name="节假日安排"
    )
    date = models.DateField("日期")
    is_workday = models.BooleanField("调休上班")
    name = models.CharField("节日", max_length=40)

    class Meta:
        verbose_name = "列明日期"
        verbose_name_plural = "列明日期"
        ordering: ClassVar = ["date"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["calendar", "date"], name="one_rule_per_calendar_and_day")
        ]

    def __str__(self) -> str:
        return f"{self.date} {self.name}{'上班' if self.is_workday else '放假'}"
