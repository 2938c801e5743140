"""A rung of the ladder over one site: announced with its causes, objected to, signed, carried out, or dropped."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from accounts.reach import Place
from core.workflow import WorkflowModel
from inspection.laddering.states import OPEN, ConsequenceState
from rulebook.choices import LadderAction


class Consequence(WorkflowModel):
    """What follows for a site under its measure. A reminder is signed by nobody: it stands as signed when it is told.

    ``earliest_on``: from this day it may be signed, as it was told. ``order``, ``outcome``, ``outcome_url`` and
    ``outcome_key``: what the signature did, as the app that carried it out says. ``is_spared``: a person took it back,
    and the rung counts anew from that day.
    """

    site = models.ForeignKey("service_sites.ServiceSite", models.PROTECT, related_name="consequences")
    action = models.CharField("措施", max_length=8, choices=LadderAction.choices)
    pack = models.ForeignKey(
        "rulebook.RulePack", models.PROTECT, related_name="+", verbose_name="管理办法版本"
    )
    wording = models.CharField("告知内容", max_length=200, blank=True)
    ripe_on = models.DateField("达到条件日期")
    announced_at = models.DateTimeField("告知时间")
    announced_on = models.DateField("告知日期")
    notice = models.CharField("告知期限", max_length=20, blank=True)
    earliest_on = models.DateField("最早签批日期", null=True)
    earliest_is_provisional = models.BooleanField("日期暂定", default=False)
    calendar_version = models.CharField("日历版本", max_length=40, blank=True)
    objection = models.TextField("异议", blank=True)
    objected_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    objected_at = models.DateTimeField("异议时间", null=True)
    answer = models.TextField("异议答复", blank=True)
    answered_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    signed_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    office = models.CharField("签批工会", max_length=80, blank=True)
    signed_at = models.DateTimeField("签批时间", null=True)
    order = models.ForeignKey(
        "inspection.Rectification",
        models.PROTECT,
        null=True,
        related_name="given_by",
        verbose_name="整改通知",
    )
    outcome = models.CharField("办理结果", max_length=200, blank=True)
    outcome_url = models.CharField("办理结果页面", max_length=200, blank=True)
    outcome_key = models.CharField("办理结果编号", max_length=40, blank=True)
    is_spared = models.BooleanField("由人撤下", default=False)
    ended_at = models.DateTimeField("结束时间", null=True)
    ending = models.TextField("结束说明", blank=True)
    updated_at = models.DateTimeField("更新时间")

    class Meta:
        verbose_name = "处置措施"
        verbose_name_plural = "处置措施"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state__in=ConsequenceState.values), name="consequence_state_known"
            ),
            models.CheckConstraint(
                condition=Q(action__in=LadderAction.values), name="consequence_action_known"
            ),
            models.UniqueConstraint(
                fields=["site", "action"], condition=Q(state__in=OPEN), name="one_open_consequence"
            ),
            models.CheckConstraint(
                condition=Q(action=LadderAction.REMIND)
                | Q(state__in=[*OPEN, ConsequenceState.DROPPED])
                | Q(signed_by__isnull=False, signed_at__isnull=False),
                name="consequence_is_signed",
            ),
            models.CheckConstraint(
                condition=Q(action=LadderAction.REMIND) | Q(earliest_on__isnull=False),
                name="consequence_has_notice",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["state", "earliest_on"], name="consequence_by_day"),
        ]

    def __str__(self) -> str:
        return f"{self.action_label}:{self.site}"

    @property
    def place(self) -> Place:
        return self.site.place

    @property
    def audit_about(self) -> str:
        return f"site:{self.site_id}"

    @property
    def audit_path(self) -> str:
        return self.site.union_path

    @property
    def audit_label(self) -> str:
        return str(self)

    @property
    def action_label(self) -> str:
        return str(LadderAction(self.action).label)

    @property
    def state_label(self) -> str:
        return str(ConsequenceState(self.state).label)

    @property
    def is_open(self) -> bool:
        return self.state in OPEN


class ConsequenceCause(models.Model):
    """What a consequence rests on, frozen when it was announced: a finding or an order. Append-only."""

    consequence = models.ForeignKey("inspection.Consequence", models.PROTECT, related_name="causes")
    finding = models.ForeignKey("inspection.Finding", models.PROTECT, null=True, related_name="consequences")
    order = models.ForeignKey(
        "inspection.Rectification", models.PROTECT, null=True, related_name="consequences"
    )
    title = models.CharField("理由", max_length=160)
    since = models.DateField("起算日期")
    term = models.CharField("依据的期限", max_length=200)

    class Meta:
        verbose_name = "处置理由"
        verbose_name_plural = "处置理由"
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(finding=None, order__isnull=False) | Q(finding__isnull=False, order=None),
                name="cause_is_one",
            ),
        ]

    def __str__(self) -> str:
        return self.title
