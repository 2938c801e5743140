"""One season of a holiday station as it was confirmed: classes, places, ages, hours. Never edited, only replaced."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from sites.models.entered import Entered
from sites.use.vocabulary import Holidays

MOST_REMARK = 60


class HolidaySeason(Entered):
    """What is offered in one season. ``starts_on`` and ``ends_on``: of its first and last class.

    ``replaced_at``: it was confirmed anew with other days, or taken back. ``over_at``: the register has followed its end.
    """

    holidays = models.CharField("假期", max_length=8, choices=Holidays.choices)
    starts_on = models.DateField("开班日期")
    ends_on = models.DateField("结束日期")
    ages_from = models.PositiveSmallIntegerField("最小年龄")
    ages_until = models.PositiveSmallIntegerField("最大年龄")
    weekdays = models.CharField("每周", max_length=8)
    opens_at = models.TimeField("每天开始")
    closes_at = models.TimeField("每天结束")
    remark = models.CharField("说明", max_length=MOST_REMARK, blank=True)
    confirmed_on = models.DateField("确认日期")
    replaced_at = models.DateTimeField("失效时间", null=True)
    over_at = models.DateTimeField("办结时间", null=True)

    class Meta:
        verbose_name = "假期开班"
        verbose_name_plural = "假期开班"
        ordering: ClassVar = ["-starts_on", "-id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(
                    ends_on__gte=F("starts_on"),
                    ages_until__gte=F("ages_from"),
                    closes_at__gt=F("opens_at"),
                    holidays__in=Holidays.values,
                ),
                name="season_possible",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["site", "holidays", "-starts_on"],
                condition=Q(replaced_at=None),
                name="season_by_site",
            ),
            models.Index(
                fields=["ends_on"], condition=Q(replaced_at=None, over_at=None), name="season_to_end"
            ),
        ]

    def __str__(self) -> str:
        return self.words

    @property
    def words(self) -> str:
        """2026年暑假"""
        return f"{self.ends_on.year}年{self.get_holidays_display()}"

    @property
    def audit_about(self) -> str:
        """Part of the history of the site: it decides whether the public finds it."""
        return f"site:{self.site_id}"


class SeasonOff(Entered):
    """不开班: that one season does not take place, and why. ``replaced_at``: it was confirmed after all.

    ``starts_on`` and ``ends_on`` are the days on which it was expected, so that the next one is asked for in its time.
    """

    holidays = models.CharField("假期", max_length=8, choices=Holidays.choices)
    starts_on = models.DateField("原定开班日期")
    ends_on = models.DateField("原定结束日期")
    reason = models.CharField("不开班的原因", max_length=MOST_REMARK)
    replaced_at = models.DateTimeField("失效时间", null=True)

    class Meta:
        verbose_name = "不开班登记"
        verbose_name_plural = "不开班登记"
        ordering: ClassVar = ["-starts_on", "-id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on"), holidays__in=Holidays.values),
                name="season_off_possible",
            ),
            models.UniqueConstraint(
                fields=["site", "holidays", "ends_on"],
                condition=Q(replaced_at=None),
                name="one_season_off",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.words}不开班"

    @property
    def words(self) -> str:
        """2026年暑假"""
        return f"{self.ends_on.year}年{self.get_holidays_display()}"

    @property
    def audit_about(self) -> str:
        """Part of the history of the site, as a season is."""
        return f"site:{self.site_id}"


class SeasonClass(models.Model):
    """One class (期) of a season."""

    season = models.ForeignKey("service_sites.HolidaySeason", models.CASCADE, related_name="classes")
    number = models.PositiveSmallIntegerField("期次")
    starts_on = models.DateField("开班日期")
    ends_on = models.DateField("结束日期")
    places = models.PositiveSmallIntegerField("名额")

    class Meta:
        verbose_name = "假期开班的一期"
        verbose_name_plural = "假期开班的各期"
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["season", "number"], name="season_class_once"),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on"), places__gte=1), name="season_class_possible"
            ),
        ]

    def __str__(self) -> str:
        return f"第 {self.number} 期"
