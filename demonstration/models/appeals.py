"""Requests to look at a decision again, and what a title earns."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from accounts.reach import Place
from core.workflow import WorkflowModel


class AppealState(models.TextChoices):
    ASKED = "asked", "待复核"
    KEPT = "kept", "维持原决定"
    CHANGED = "changed", "撤销原决定"
    WITHDRAWN = "withdrawn", "已撤回"


class Appeal(WorkflowModel):
    """申请复核: the site asks that a decision be looked at again, within the term of the pack.

    About a nomination that was not selected, or about the last event of a title. ``deciders``: keys of the people who
    took part in what it asks about; none of them answers it.
    """

    number = models.CharField("复核编号", max_length=24, unique=True)
    nomination = models.ForeignKey(
        "demonstration.Nomination", models.PROTECT, null=True, related_name="appeals"
    )
    event = models.ForeignKey("demonstration.TitleEvent", models.PROTECT, null=True, related_name="appeals")
    site = models.ForeignKey("service_sites.ServiceSite", models.PROTECT, related_name="appeals")
    reason = models.CharField("申请理由", max_length=800)
    asked_by = models.CharField("申请人", max_length=80)
    asked_by_id = models.BigIntegerField(null=True, editable=False)
    asked_at = models.DateTimeField("申请时间")
    due_on = models.DateField("答复期限", null=True)
    deciders = models.JSONField(default=list, editable=False)
    reply = models.TextField("复核意见", blank=True)
    answered_by = models.CharField("复核人", max_length=80, blank=True)
    answered_at = models.DateTimeField("答复时间", null=True)

    class Meta:
        verbose_name = "申请复核"
        verbose_name_plural = "申请复核"
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(state__in=AppealState.values), name="appeal_state_known"),
            models.CheckConstraint(
                condition=Q(nomination__isnull=False, event__isnull=True)
                | Q(nomination__isnull=True, event__isnull=False),
                name="appeal_is_about_one_thing",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["kept", "changed"])
                | (Q(answered_at__isnull=False) & ~Q(reply="") & ~Q(answered_by="")),
                name="answered_appeal_has_words",
            ),
            models.UniqueConstraint(
                fields=["nomination"], condition=Q(nomination__isnull=False), name="one_appeal_per_nomination"
            ),
            models.UniqueConstraint(
                fields=["event"], condition=Q(event__isnull=False), name="one_appeal_per_event"
            ),
        ]

    def __str__(self) -> str:
        return f"申请复核 {self.number}"

    @property
    def state_label(self) -> str:
        return str(AppealState(self.state).label)

    @property
    def place(self) -> Place:
        return self.site.place

    @property
    def audit_label(self) -> str:
        return str(self)

    @property
    def audit_path(self) -> str:
        return self.site.union_path

    @property
    def audit_about(self) -> str:
        """A history of its own: those who read the site's must not learn what stands behind a wall."""
        return f"appeal:{self.pk}"


class PriorityFor(models.TextChoices):
    SITE = "site", "阵地"
    TEAM = "team", "集体"
    PERSON = "person", "个人"


class Priority(models.Model):
    """优先推荐: what a title gives in a year, for the site, a team or a person (never the person's name).

    Used up once: ``used_for`` says for which honour, ``used_at`` when.
    """

    designation = models.ForeignKey("demonstration.Designation", models.PROTECT, related_name="priorities")
    year = models.PositiveSmallIntegerField("年度")
    whom = models.CharField("对象", max_length=8, choices=PriorityFor.choices)
    used_for = models.CharField("用于", max_length=120, blank=True)
    used_at = models.DateTimeField("使用时间", null=True)
    used_by = models.CharField("登记人", max_length=80, blank=True)

    class Meta:
        verbose_name = "优先推荐"
        verbose_name_plural = "优先推荐"
        ordering: ClassVar = ["-year", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["designation", "year", "whom"], name="priority_once_a_year"),
            models.CheckConstraint(condition=Q(whom__in=PriorityFor.values), name="priority_whom_known"),
        ]

    def __str__(self) -> str:
        return f"{self.year} {self.get_whom_display()}"
