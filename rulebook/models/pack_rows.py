"""What a pack says of periods, signatures, site types, money and the ladder: rows below it, frozen with it."""

from __future__ import annotations

from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Q

from rulebook.choices import MOST_DAYS, AcceptanceLevel, Bound, Counted, LadderAction, Times, TitleLevel

CODE = RegexValidator(r"^[a-z][a-z0-9_]{1,29}$", "代码只能用小写字母、数字和下划线,并以字母开头,请重新填写。")


class TimeLimit(models.Model):
    """How long a step of a case, or another named period, may take."""

    pack = models.ForeignKey(
        "rulebook.RulePack", models.CASCADE, related_name="limits", verbose_name="管理办法版本"
    )
    code = models.CharField("环节代码", max_length=30, validators=[CODE])
    name = models.CharField("环节", max_length=40)
    days = models.PositiveSmallIntegerField(
        "时限",
        validators=[MinValueValidator(1), MaxValueValidator(max(MOST_DAYS.values()))],
        help_text="收到当日不计入。工作日不超过 366 个,自然日不超过 1830 天。",
    )
    counted = models.CharField("计算方式", max_length=8, choices=Counted.choices, default=Counted.WORKDAYS)

    class Meta:
        verbose_name = "办理时限"
        verbose_name_plural = "办理时限"
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["pack", "code"], name="one_limit_per_pack_and_code"),
            models.CheckConstraint(condition=Q(counted__in=Counted.values), name="limit_counted_known"),
            models.CheckConstraint(condition=Q(days__gte=1), name="limit_at_least_one_day"),
        ]

    def __str__(self) -> str:
        return self.name


class SignOffLevel(models.Model):
    """One level of signing; the last one decides."""

    pack = models.ForeignKey(
        "rulebook.RulePack", models.CASCADE, related_name="levels", verbose_name="管理办法版本"
    )
    order = models.PositiveSmallIntegerField("顺序")
    name = models.CharField("名称", max_length=20)

    class Meta:
        verbose_name = "签批环节"
        verbose_name_plural = "签批环节"
        ordering: ClassVar = ["order"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["pack", "order"], name="one_level_per_pack_and_order")
        ]

    def __str__(self) -> str:
        return self.name


def _number(
    label: str, least: int, most: int, help_text: str = ""
) -> models.PositiveSmallIntegerField[int | None, int | None]:
    """A number that may be left open: the measure does not rule it then."""
    limits = [MinValueValidator(least), MaxValueValidator(most)]
    return models.PositiveSmallIntegerField(
        label, null=True, blank=True, validators=limits, help_text=help_text
    )


class TypeRule(models.Model):
    """What the pack rules for one site type; areas count tenths of a square metre."""

    pack = models.ForeignKey(
        "rulebook.RulePack", models.CASCADE, related_name="type_rules", verbose_name="管理办法版本"
    )
    site_type = models.CharField("类型代码", max_length=30, validators=[CODE])
    name = models.CharField("阵地类型", max_length=40)
    acceptance_level = models.CharField(
        "验收层级", max_length=12, choices=AcceptanceLevel.choices, default=AcceptanceLevel.DISTRICT
    )
    min_inspectors = models.PositiveSmallIntegerField(
        "验收人数不少于", default=2, validators=[MinValueValidator(1), MaxValueValidator(9)]
    )
    area_warn_tenths = models.PositiveIntegerField("提醒面积(0.1平方米)", null=True, blank=True)
    area_floor_tenths = models.PositiveIntegerField("最低面积(0.1平方米)", null=True, blank=True)
    self_check_months = _number("自查周期(月)", 1, 36, "每几个月自查一次;不要求的留空。")
    review_from = _number("年度复核起始月", 1, 12)
    review_until = _number("年度复核截止月", 1, 12)
    quota_percent = _number("示范阵地比例上限(%)", 1, 100, "占同类已备案阵地的比例。")
    title_years = _number("命名有效期(年)", 1, 10)
    activities_per_year = _number("每年活动不少于(次)", 1, 366, "不要求的留空。")
    activities_bind = models.CharField(
        "活动次数约束", max_length=8, choices=Bound.choices, default=Bound.SITE, db_default=Bound.SITE
    )

    class Meta:
        verbose_name = "阵地类型规则"
        verbose_name_plural = "阵地类型规则"
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["pack", "site_type"], name="one_rule_per_pack_and_type"),
            models.CheckConstraint(
                condition=Q(acceptance_level__in=AcceptanceLevel.values), name="acceptance_level_known"
            ),
            models.CheckConstraint(
                condition=Q(activities_bind__in=Bound.values), name="activities_bind_known"
            ),
            models.CheckConstraint(
                condition=Q(review_from__isnull=True, review_until__isnull=True)
                | Q(
                    review_from__isnull=False,
                    review_until__isnull=False,
                    review_from__gte=1,
                    review_from__lte=models.F("review_until"),
                    review_until__lte=12,
                ),
                name="review_months_in_order",
                violation_error_message="年度复核的起始月和截止月应都填写,且起始月不晚于截止月,请修改。",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class SubsidyTier(models.Model):
    """What a site of a type may get, in integer fen; points are tenths."""

    pack = models.ForeignKey(
        "rulebook.RulePack", models.CASCADE, related_name="subsidy_tiers", verbose_name="管理办法版本"
    )
    site_type = models.CharField("类型代码", max_length=30, validators=[CODE])
    label = models.CharField("档次", max_length=40)
    condition = models.CharField("条件", max_length=200, blank=True)
    points_from_tenths = models.PositiveSmallIntegerField("起始分数(0.1分)", null=True, blank=True)
    amount_fen = models.PositiveBigIntegerField("金额(分)")
    level = models.CharField(
        "称号级别", max_length=10, choices=TitleLevel.choices, blank=True, default="", db_default=""
    )
    children_from = models.PositiveSmallIntegerField("每班人数起", null=True, blank=True)
    children_until = models.PositiveSmallIntegerField("每班人数止", null=True, blank=True)
    times = models.CharField(
        "首次或再次", max_length=8, choices=Times.choices, blank=True, default="", db_default=""
    )
    most_per_unit_fen = models.PositiveBigIntegerField("每个单位年度上限(分)", null=True, blank=True)

    class Meta:
        verbose_name = "补助档次"
        verbose_name_plural = "补助档次"
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["pack", "site_type", "label"], name="one_tier_per_pack_type_and_label"
            ),
            models.CheckConstraint(condition=Q(amount_fen__gte=1), name="tier_has_an_amount"),
            models.CheckConstraint(
                condition=~Q(condition="")
                | Q(points_from_tenths__isnull=False)
                | ~Q(level="")
                | ~Q(times="")
                | Q(children_from__isnull=False),
                name="tier_has_a_condition",
            ),
            models.CheckConstraint(
                condition=Q(level__in=["", *TitleLevel.values]) & Q(times__in=["", *Times.values]),
                name="tier_choices_known",
            ),
            models.CheckConstraint(
                condition=Q(children_until__isnull=True)
                | Q(children_from__isnull=False, children_until__gte=F("children_from")),
                name="tier_class_in_order",
            ),
        ]

    def __str__(self) -> str:
        return self.label


class LadderStep(models.Model):
    """One rung of dynamic management; the order is that of ``LadderAction``."""

    pack = models.ForeignKey(
        "rulebook.RulePack", models.CASCADE, related_name="ladder", verbose_name="管理办法版本"
    )
    action = models.CharField("措施", max_length=8, choices=LadderAction.choices)
    days = models.PositiveSmallIntegerField(
        "上一措施满几日仍未解决",
        validators=[MaxValueValidator(366)],
        help_text="自然日;第一项从发现问题之日算起,0 表示立即。",
    )
    wording = models.CharField("告知内容", max_length=200, help_text="告知阵地的话,不写人名。")

    class Meta:
        verbose_name = "处置措施"
        verbose_name_plural = "处置措施(动态管理)"
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["pack", "action"], name="one_rung_per_pack_and_action"),
            models.CheckConstraint(condition=Q(action__in=LadderAction.values), name="ladder_action_known"),
        ]

    def __str__(self) -> str:
        return str(LadderAction(self.action).label)
