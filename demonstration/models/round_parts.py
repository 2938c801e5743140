"""What a round is made of: grades, quotas, phases; and the meetings that decided."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from demonstration.models.rounds import RoundState


class RoundGrade(models.Model):
    """What can be won, best first: five stars down to one with their floors, or a quota of names and a reserve.

    ``places`` empty: everyone above ``floor``. Empty ``site_type``: for each type alike.
    """

    round = models.ForeignKey("demonstration.Round", models.CASCADE, related_name="grades")
    site_type = models.CharField("阵地类型", max_length=24, blank=True)
    position = models.PositiveSmallIntegerField("次序")
    name = models.CharField("等次", max_length=20)
    floor = models.PositiveSmallIntegerField("最低分(0.1分)", null=True, blank=True)
    places = models.PositiveSmallIntegerField("名额", null=True, blank=True)
    is_reserve = models.BooleanField("备选", default=False)

    class Meta:
        verbose_name = "等次"
        verbose_name_plural = "等次"
        ordering: ClassVar = ["site_type", "position"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["round", "site_type", "position"], name="grade_once_in_order"),
            models.UniqueConstraint(fields=["round", "site_type", "name"], name="grade_named_once"),
        ]

    def __str__(self) -> str:
        return self.name


class RoundQuota(models.Model):
    """How many nominations of a type one branch may recommend. ``taken`` never passes ``places``."""

    round = models.ForeignKey("demonstration.Round", models.CASCADE, related_name="quotas")
    union = models.ForeignKey("accounts.Union", models.PROTECT, related_name="+", verbose_name="推荐工会")
    site_type = models.CharField("阵地类型", max_length=24)
    places = models.PositiveSmallIntegerField("名额")
    taken = models.PositiveSmallIntegerField("已用名额", default=0, editable=False)

    class Meta:
        verbose_name = "推荐名额"
        verbose_name_plural = "推荐名额"
        ordering: ClassVar = ["union__path", "site_type"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["round", "union", "site_type"], name="one_quota_per_branch_and_type"
            ),
            models.CheckConstraint(condition=Q(taken__lte=F("places")), name="quota_holds"),
        ]

    def __str__(self) -> str:
        return f"{self.union} {self.places} 个"


class RoundPhase(models.Model):
    """Who sees what while the round is in ``stage``: data, so that no page decides it."""

    round = models.ForeignKey("demonstration.Round", models.CASCADE, related_name="phases")
    stage = models.CharField("阶段", max_length=16, choices=RoundState.choices)
    sights = models.JSONField("可见内容", default=list, blank=True)

    class Meta:
        verbose_name = "阶段"
        verbose_name_plural = "阶段"
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["round", "stage"], name="phase_once_per_round")
        ]

    def __str__(self) -> str:
        return self.get_stage_display()


class Meeting(models.Model):
    """The meeting that a title, money or a removed plate rests on; entered before, never changed."""

    issuer = models.ForeignKey("accounts.Union", models.PROTECT, related_name="+")
    name = models.CharField("会议名称", max_length=80)
    held_on = models.DateField("会议日期")
    minutes_number = models.CharField("纪要编号", max_length=40)
    scan = models.ForeignKey("service_sites.Attachment", models.PROTECT, null=True, related_name="+")
    entered_by = models.CharField("登记人", max_length=80)
    entered_at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = "会议"
        verbose_name_plural = "会议"
        ordering: ClassVar = ["-held_on", "-id"]

    def __str__(self) -> str:
        return f"{self.name}({self.minutes_number})"
