"""What is recorded one by one while a site is in use: activities, sessions, repairs, answers. Counts, never a person."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from core.words import chinese_day
from sites.facilities import label_of as facility_label
from sites.models.entered import MOST_VISITS, SiteRecord, count
from sites.use.vocabulary import ACTIVITY_KINDS, Holidays, RatingSource


class Activity(SiteRecord):
    """Something that was done for people at a site, in one or several sessions."""

    held_on = models.DateField("日期")
    kind = models.CharField("类别", max_length=16)
    title = models.CharField("活动名称", max_length=60)
    sessions = count("场次")
    visits = count("参加人次")
    joined = models.PositiveIntegerField("现场入会人数", null=True)
    cards_issued = models.PositiveIntegerField("发放服务卡张数", null=True)
    served = models.PositiveIntegerField("服务人数", null=True)

    class Meta:
        verbose_name = "活动记录"
        verbose_name_plural = "活动记录"
        ordering: ClassVar = ["-held_on", "-id"]
        indexes: ClassVar = [
            models.Index(fields=["site", "held_on"], condition=Q(removed_at=None), name="activity_by_site")
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(sessions__gte=1, visits__lte=MOST_VISITS), name="activity_possible"
            )
        ]

    def __str__(self) -> str:
        return f"{chinese_day(self.held_on)}活动“{self.title}”"

    @property
    def kind_label(self) -> str:
        return ACTIVITY_KINDS.get(self.kind, self.kind)


class HolidaySession(SiteRecord):
    """One class of a holiday station. ``child_days``: the days of all children added up."""

    holidays = models.CharField("假期", max_length=8, choices=Holidays.choices)
    starts_on = models.DateField("开班日期")
    ends_on = models.DateField("结束日期")
    days = count("办班天数")
    children = count("报名儿童数")
    child_days = count("出勤人天数")
    agreements = count("签订协议份数")
    insured = count("参保儿童数")
    staff = count("工作人员数")

    class Meta:
        verbose_name = "办班记录"
        verbose_name_plural = "办班记录"
        ordering: ClassVar = ["-starts_on", "-id"]
        indexes: ClassVar = [
            models.Index(fields=["site", "ends_on"], condition=Q(removed_at=None), name="session_by_site")
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on"), days__gte=1, children__gte=1),
                name="session_possible",
            ),
            models.CheckConstraint(
                condition=Q(child_days__lte=F("children") * F("days")), name="session_attendance_possible"
            ),
            models.CheckConstraint(
                condition=Q(agreements__lte=F("children"), insured__lte=F("children")),
                name="session_counts_within_children",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.season_words}班"

    @property
    def season_words(self) -> str:
        """2026年暑假"""
        return f"{self.ends_on.year}年{self.get_holidays_display()}"


class Fault(SiteRecord):
    """Something broken: when it was reported, when it worked again. ``due_on``: the last day on which that is in time.

    ``facility``: what of the register it is, so that the public page says so; empty for anything else.
    """

    reported_on = models.DateField("报修日期")
    due_on = models.DateField("修复期限", editable=False)
    what = models.CharField("故障", max_length=60)
    facility = models.CharField("坏的设施", max_length=20, blank=True, default="", db_default="")
    fixed_on = models.DateField("修复日期", null=True)

    class Meta:
        verbose_name = "报修记录"
        verbose_name_plural = "报修记录"
        ordering: ClassVar = ["-reported_on", "-id"]
        indexes: ClassVar = [
            models.Index(fields=["site", "reported_on"], condition=Q(removed_at=None), name="fault_by_site")
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(due_on__gte=F("reported_on"))
                & (Q(fixed_on=None) | Q(fixed_on__gte=F("reported_on"))),
                name="fault_fixed_after_report",
            )
        ]

    def __str__(self) -> str:
        return f"{chinese_day(self.reported_on)}报修“{self.what}”"

    @property
    def facility_label(self) -> str:
        return facility_label(self.facility) if self.facility else ""

    def is_overdue(self, today: date) -> bool:
        return (self.fixed_on or today) > self.due_on


class RatingCount(SiteRecord):
    """Answers on satisfaction, added up: those of a day by telephone, those of some days on paper. Nobody is behind it."""

    source = models.CharField("来源", max_length=8, choices=RatingSource.choices)
    first_day = models.DateField("起始日期")
    last_day = models.DateField("截止日期")
    satisfied = count("满意")
    mostly = count("基本满意")
    dissatisfied = count("不满意")

    class Meta:
        verbose_name = "满意度评价"
        verbose_name_plural = "满意度评价"
        ordering: ClassVar = ["-last_day", "-id"]
        indexes: ClassVar = [
            models.Index(fields=["site", "last_day"], condition=Q(removed_at=None), name="rating_by_site")
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["site", "first_day"],
                condition=Q(source=RatingSource.ONLINE),
                name="one_online_rating_count_per_day",
            ),
            models.CheckConstraint(
                condition=Q(source__in=RatingSource.values, last_day__gte=F("first_day")),
                name="rating_possible",
            ),
        ]

    def __str__(self) -> str:
        return f"{chinese_day(self.first_day)}至{chinese_day(self.last_day)}{self.get_source_display()}"

    @property
    def sample(self) -> int:
        return self.satisfied + self.mostly + self.dissatisfied
