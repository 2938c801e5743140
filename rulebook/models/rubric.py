"""Scoring tables of a pack: heads, items, vetoes and pass marks as rows. Points are integer tenths."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from rulebook.rubric import HOW, PURPOSES


class Rubric(models.Model):
    """The scoring table of one site type in one pack; frozen with it."""

    pack = models.ForeignKey(
        "rulebook.RulePack", models.CASCADE, related_name="rubrics", verbose_name="管理办法版本"
    )
    site_type = models.CharField("阵地类型", max_length=30)
    title = models.CharField("评分表名称", max_length=60)
    half_points = models.BooleanField("可打半分", default=True)
    gap_limit = models.PositiveSmallIntegerField(
        "两栏相差超过须说明(0.1分)", default=100, help_text="自评、区(市)复核与市总评定之间。"
    )
    least_sample = models.PositiveSmallIntegerField(
        "满意度有效问卷不少于", default=10, help_text="不足时该项不适用。"
    )

    class Meta:
        verbose_name = "评分表"
        verbose_name_plural = "评分表"
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["pack", "site_type"], name="one_rubric_per_pack_and_type")
        ]

    def __str__(self) -> str:
        return self.title


class RubricDimension(models.Model):
    """A head of the table."""

    rubric = models.ForeignKey("rulebook.Rubric", models.CASCADE, related_name="dimensions")
    code = models.CharField("编号", max_length=12)
    name = models.CharField("名称", max_length=40)

    class Meta:
        verbose_name = "评分大类"
        verbose_name_plural = "评分大类"
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["rubric", "code"], name="one_dimension_per_rubric_and_code")
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class RubricCriterion(models.Model):
    """One item; ``dimension`` is the code of its head. ``steps`` and ``levels`` are lists of plain rows, as in the digest."""

    rubric = models.ForeignKey("rulebook.Rubric", models.CASCADE, related_name="criteria")
    dimension = models.CharField("大类编号", max_length=12)
    code = models.CharField("编号", max_length=12)
    title = models.CharField("评分项", max_length=40)
    standard = models.CharField("评分标准", max_length=300)
    how = models.CharField("计分方式", max_length=12, choices=list(HOW.items()))
    points = models.PositiveSmallIntegerField("满分(0.1分)")
    purposes = models.JSONField("用途", default=list)
    evidence = models.JSONField("证明材料", default=list, blank=True)
    fact = models.CharField("登记资料", max_length=60, blank=True)
    fewer_is_better = models.BooleanField("数值越小越好", default=False)
    steps = models.JSONField("分档", default=list, blank=True)
    levels = models.JSONField("选项或评分参照", default=list, blank=True)
    items = models.JSONField("设施清单", default=list, blank=True)
    is_basic = models.BooleanField("基本项", default=False)
    may_not_apply = models.BooleanField("可不适用", default=False)

    class Meta:
        verbose_name = "评分项"
        verbose_name_plural = "评分项"
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["rubric", "code"], name="one_criterion_per_rubric_and_code"),
            models.CheckConstraint(condition=Q(how__in=list(HOW)), name="criterion_how_known"),
            models.CheckConstraint(condition=Q(points__gte=1, points__lte=1000), name="criterion_has_points"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"


class RubricVeto(models.Model):
    """One case of 一票否决."""

    rubric = models.ForeignKey("rulebook.Rubric", models.CASCADE, related_name="vetoes")
    code = models.CharField("编号", max_length=12)
    title = models.CharField("否决情形", max_length=100)
    purposes = models.JSONField("用途", default=list)
    fact = models.CharField("登记资料", max_length=60, blank=True)
    at_least = models.IntegerField("最低数值", null=True, blank=True)
    answers = models.JSONField("构成否决的选项", default=list, blank=True)

    class Meta:
        verbose_name = "一票否决项"
        verbose_name_plural = "一票否决项"
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["rubric", "code"], name="one_veto_per_rubric_and_code")
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"


class RubricMark(models.Model):
    """The pass mark of one purpose; marks in tenths of a point of 100."""

    rubric = models.ForeignKey("rulebook.Rubric", models.CASCADE, related_name="marks")
    purpose = models.CharField("用途", max_length=16, choices=list(PURPOSES.items()))
    pass_at = models.PositiveSmallIntegerField("合格线(0.1分)")
    rectify_at = models.PositiveSmallIntegerField("不合格线(0.1分)")
    dimension_percent = models.PositiveSmallIntegerField("各大类最低得分比例(%)", default=0)
    needs_basics = models.BooleanField("基本项须全部达标", default=False)

    class Meta:
        verbose_name = "合格线"
        verbose_name_plural = "合格线"
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["rubric", "purpose"], name="one_mark_per_rubric_and_purpose"),
            models.CheckConstraint(condition=Q(purpose__in=list(PURPOSES)), name="mark_purpose_known"),
            models.CheckConstraint(
                condition=Q(pass_at__lte=1000, rectify_at__lte=models.F("pass_at")), name="marks_in_order"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_purpose_display()} {self.pass_at / 10:g}"
