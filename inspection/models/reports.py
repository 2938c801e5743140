"""What the public reported of a site: one matter with its answer, and each time somebody told of it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from accounts.reach import Place
from core.workflow import WorkflowModel
from inspection.reporting.states import OPEN, SHORT, ReportState, Wrong

MOST_TEXT = 200
MOST_WORDS = 300


class PublicReport(WorkflowModel):
    """One matter on one site. While it is open, whoever tells the same joins it.

    ``due_on`` is empty where the measure says nothing of answers. ``keeper_words`` stay within the office,
    ``answer`` is read by everybody who told of it. ``mended_at``: since when the union that answered knows it put right.
    """

    site = models.ForeignKey("service_sites.ServiceSite", models.PROTECT, related_name="reports")
    kind = models.CharField("反映事项", max_length=8, choices=Wrong.choices)
    received_at = models.DateTimeField("首次反映时间")
    received_on = models.DateField("首次反映日期")
    pack = models.ForeignKey(
        "rulebook.RulePack", models.PROTECT, null=True, related_name="+", verbose_name="管理办法版本"
    )
    calendar_version = models.CharField("日历版本", max_length=40, blank=True)
    due_on = models.DateField("答复期限", null=True)
    due_is_provisional = models.BooleanField("期限暂定", default=False)
    keeper_words = models.TextField("阵地说明", blank=True)
    replied_at = models.DateTimeField("说明时间", null=True)
    replied_by = models.CharField("说明人", max_length=60, blank=True)
    replier = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, related_name="+", verbose_name="说明人账号"
    )
    answer = models.TextField("答复", blank=True)
    answered_at = models.DateTimeField("答复时间", null=True)
    answered_by = models.CharField("答复人", max_length=60, blank=True)
    office = models.CharField("答复工会", max_length=80, blank=True)
    mended_at = models.DateTimeField("确认改正时间", null=True)
    mended_by = models.CharField("确认改正人", max_length=60, blank=True, default="", db_default="")
    updated_at = models.DateTimeField("更新时间")

    class Meta:
        verbose_name = "群众反映"
        verbose_name_plural = "群众反映"
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(state__in=ReportState.values), name="report_state_known"),
            models.CheckConstraint(condition=Q(kind__in=Wrong.values), name="report_kind_known"),
            models.UniqueConstraint(
                fields=["site", "kind"], condition=Q(state__in=OPEN), name="one_open_report_of_a_kind"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["due_on"], condition=Q(state__in=OPEN), name="report_open_by_due"),
            models.Index(fields=["site", "-received_at"], name="report_by_site"),
            models.Index(fields=["-received_at", "-id"], name="report_latest_first"),
        ]

    def __str__(self) -> str:
        return f"群众反映“{SHORT[Wrong(self.kind)]}”"

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
    def state_label(self) -> str:
        return str(ReportState(self.state).label)

    @property
    def is_open(self) -> bool:
        return self.state in OPEN


class ReportEntry(models.Model):
    """One time that somebody told of it. Who it was, nobody knows: number and token open what became of it.

    ``was_due_open``: whether the door was to be open by what had been told to the public; empty where no hours are known.
    ``seen_at``: a person of the office looked at the picture and found nobody in it.
    """

    report = models.ForeignKey("inspection.PublicReport", models.PROTECT, related_name="entries")
    number = models.CharField("反映编号", max_length=24, unique=True)
    token = models.CharField(max_length=24, editable=False)
    text = models.CharField("补充说明", max_length=MOST_TEXT, blank=True)
    received_at = models.DateTimeField("反映时间")
    was_due_open = models.BooleanField("按公布时间应当开放", null=True)
    picture = models.ForeignKey(
        "service_sites.Attachment", models.PROTECT, null=True, related_name="report_entries"
    )
    seen_at = models.DateTimeField("照片核看时间", null=True)

    class Meta:
        verbose_name = "反映记录"
        verbose_name_plural = "反映记录"
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return self.number
