"""When a case was handed in, and the numbers that cases are given."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db import models

if TYPE_CHECKING:
    pass


class Submission(models.Model):
    """One handing in: what was received, when, from whom. Its receipt stays genuine when the case is corrected."""

    filing = models.ForeignKey("filing.Filing", models.PROTECT, related_name="submissions")
    number = models.PositiveSmallIntegerField("次序")
    at = models.DateTimeField("收件时间")
    by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    submitted_as = models.CharField("提交身份", max_length=16)
    state = models.CharField("转入环节", max_length=16)
    digest = models.CharField("资料校验码", max_length=64)

    class Meta:
        verbose_name = "收件"
        verbose_name_plural = "收件"
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["filing", "number"], name="submission_numbered_once_per_case")
        ]

    def __str__(self) -> str:
        return f"{self.filing} 第{self.number}次收件"


class NumberSeries(models.Model):
    """The counter of one issuing union, year and series; locked while a number is drawn."""

    issuer = models.ForeignKey("accounts.Union", models.PROTECT, related_name="+")
    series = models.CharField("序列", max_length=16)
    year = models.PositiveSmallIntegerField("年份")
    last = models.PositiveIntegerField("已用序号", default=0)

    class Meta:
        verbose_name = "编号序列"
        verbose_name_plural = "编号序列"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["issuer", "series", "year"], name="one_series_per_issuer_and_year"
            )
        ]

    def __str__(self) -> str:
        return f"{self.issuer} {self.series} {self.year}"
