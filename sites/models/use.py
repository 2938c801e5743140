"""What is recorded while a site is in use: counts by month, day or session, and who entered them. Never a person."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from core.words import chinese_day
from sites.use.months import month_words
from sites.use.vocabulary import ACTIVITY_KINDS, Holidays, RatingSource

#: More uses of one site in a month, or at one activity, are a slip of the finger.
MOST_VISITS = 1_000_000


def _count(label: str) -> models.PositiveIntegerField[int, int]:
    return models.PositiveIntegerField(label)


class Entered(models.Model):
    """Who entered it last, in which role, for which union. ``revision`` tells a stale edit."""

    site = models.ForeignKey("service_sites.ServiceSite", models.CASCADE, related_name="%(class)s_rows")
    entered_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    entered_as = models.CharField("填报身份", max_length=16, blank=True)
    office = models.CharField("填报工会", max_length=80, blank=True)
    entered_at = models.DateTimeField("填报时间")
    revision = models.PositiveIntegerField("修订次数", default=0)

    class Meta:
        abstract = True

    @property
    def audit_label(self) -> str:
        return f"{self.site} {self}"

    @property
    def audit_path(self) -> str:
        return self.site.union_path

    @property
    def audit_about(self) -> str:
        return about_use(self.site_id)


def about_use(site_id: int) -> str:
    """Under this name the trail keeps the records of a site, apart from the history of the site itself."""
    return f"use:{site_id}"


class SiteRecord(Entered):
    """One record among many. Taken away it stays with the moment and the reason."""

    removed_at = models.DateTimeField("删除时间", null=True)
    removal_reason = models.CharField("删除原因", max_length=100, blank=True)

    class Meta:
        abstract = True


class MonthlyUse(Entered):
    """How many times a site was used in a month; ``month`` is its first day."""

    month = models.DateField("月份")
    visits = _count("使用人次")

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
    received = _count("收到诉求")
    closed = _count("已办结")
    on_time = _count("按时办结")

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


class Activity(SiteRecord):
    """Something that was done for people at a site, in one or several sessions."""

    held_on = models.DateField("日期")
    kind = models.CharField("类别", max_length=16)
    title = models.CharField("活动名称", max_length=60)
    sessions = _count("场次")
    visits = _count("参加人次")
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
    days = _count("办班天数")
    children = _count("报名儿童数")
    child_days = _count("出勤人天数")
    agreements = _count("签订协议份数")
    insured = _count("参保儿童数")
    staff = _count("工作人员数")

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
    """Something broken: when it was reported, when it worked again. ``due_on``: the last day on which that is in time."""

    reported_on = models.DateField("报修日期")
    due_on = models.DateField("修复期限", editable=False)
    what = models.CharField("故障", max_length=60)
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

    def is_overdue(self, today: date) -> bool:
        return (self.fixed_on or today) > self.due_on


class RatingCount(SiteRecord):
    """Answers on satisfaction, added up: those of a day by telephone, those of some days on paper. Nobody is behind it."""

    source = models.CharField("来源", max_length=8, choices=RatingSource.choices)
    first_day = models.DateField("起始日期")
    last_day = models.DateField("截止日期")
    satisfied = _count("满意")
    mostly = _count("基本满意")
    dissatisfied = _count("不满意")

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
