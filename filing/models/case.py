"""A case: who wrote it, who signed it, by which rules."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.functional import cached_property

from accounts.reach import Place
from core.workflow import WorkflowModel
from filing.document_kinds import DocumentKind
from filing.states import DECIDED, MATTERS, OPEN_CASES, FilingKind, FilingState, Route
from inspection.models import Visit

if TYPE_CHECKING:
    from filing.models.deficiency import Deficiency
    from filing.models.documents import CaseDocument


class Filing(WorkflowModel):
    """A proposal to move the register, the rules it is judged by, and how far it has come.

    ``closure`` is what shut the door when a cancellation was handed in. ``base_version`` is what stood in the register
    when a change was begun. ``copied_from`` is the similar site's version that the draft began with, ``unchecked`` the
    codes of the sections that nobody has looked at since. ``particulars`` holds what a change or cancellation says
    beside the facts of the site (``filing.particulars``). ``workdays_spent`` is what the present checker had used up
    when the clock was stopped. ``last_move`` is who passed it on last, how, and the clock that ran until then
    (``filing.services.recalling``). ``assessment`` holds the points of the acceptance, where the measure has a table for
    it: the self-check of the draft, then what is scored at the door; after a look that asked for mending, the next one's.
    """

    number = models.CharField("案件编号", max_length=24, unique=True)
    kind = models.CharField(
        "办理事项", max_length=12, choices=FilingKind.choices, default=FilingKind.REGISTER
    )
    site = models.ForeignKey("service_sites.ServiceSite", models.PROTECT, related_name="filings")
    version = models.ForeignKey("service_sites.SiteVersion", models.PROTECT, related_name="filings")
    base_version = models.ForeignKey(
        "service_sites.SiteVersion", models.PROTECT, null=True, related_name="+", editable=False
    )
    closure = models.ForeignKey(
        "service_sites.OperatingNotice", models.PROTECT, null=True, related_name="+", editable=False
    )
    copied_from = models.ForeignKey(
        "service_sites.SiteVersion", models.PROTECT, null=True, related_name="+", editable=False
    )
    unchecked = models.JSONField("待核对部分", default=list, db_default=[], blank=True, editable=False)
    particulars = models.JSONField("事项内容", default=dict, blank=True)
    verify_token = models.CharField(max_length=24, editable=False)
    created_at = models.DateTimeField("创建时间")
    updated_at = models.DateTimeField("更新时间")

    pack = models.ForeignKey(
        "rulebook.RulePack",
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="管理办法版本",
        editable=False,
    )
    route = models.CharField("办理路径", max_length=10, blank=True, choices=Route.choices, editable=False)
    acceptance_level = models.CharField("验收层级", max_length=12, blank=True, editable=False)
    sign_levels = models.PositiveSmallIntegerField("签批级数", default=0, editable=False)
    signed_levels = models.PositiveSmallIntegerField("已签级数", default=0, editable=False)
    needs_street_check = models.BooleanField("须街道(镇)初审", default=False, editable=False)
    calendar_version = models.CharField("日历版本", max_length=40, blank=True, editable=False)
    submitted_at = models.DateTimeField("提交时间", null=True)
    submitted_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    submitted_as = models.CharField("提交身份", max_length=16, blank=True)
    facts_digest = models.CharField("资料摘要", max_length=64, blank=True)
    street_checked_at = models.DateTimeField("街道(镇)初审时间", null=True)
    state_since = models.DateTimeField("本环节开始", null=True)
    due_on = models.DateField("本环节期限", null=True)
    due_closing = models.TimeField("截止时刻", null=True)
    due_is_provisional = models.BooleanField("期限暂定", default=False)
    workdays_spent = models.PositiveSmallIntegerField("退回前已用工作日", default=0, editable=False)
    last_move = models.JSONField(null=True, editable=False)
    escalated_at = models.DateTimeField("超期提示时间", null=True, editable=False)
    returned_from = models.CharField("退回环节", max_length=16, blank=True, editable=False)
    late_gaps = models.PositiveSmallIntegerField("后补提出次数", default=0, editable=False)
    last_visit = models.ForeignKey("inspection.Visit", models.PROTECT, null=True, related_name="+")
    assessment = models.ForeignKey(
        "inspection.Assessment", models.PROTECT, null=True, related_name="filings", editable=False
    )
    decided_at = models.DateTimeField("决定时间", null=True)
    filing_number = models.CharField("备案编号", max_length=40, unique=True, null=True)
    reasons = models.TextField("理由", blank=True)

    class Meta:
        verbose_name = "备案"
        verbose_name_plural = "备案"
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(state__in=FilingState.values), name="filing_state_known"),
            models.UniqueConstraint(
                fields=["site"], condition=Q(state__in=OPEN_CASES), name="one_submitted_case_per_site"
            ),
            models.CheckConstraint(
                condition=~Q(state=FilingState.FILED, kind=FilingKind.REGISTER)
                | Q(filing_number__isnull=False),
                name="filed_case_has_number",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["state", "due_on"], name="filing_by_state"),
            models.Index(fields=["-updated_at"], name="filing_by_update"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def place(self) -> Place:
        return self.site.place

    @property
    def types(self) -> frozenset[str]:
        """The type of the site, and the one that the case would make it: whoever acts answers for both."""
        return frozenset({self.site.site_type, self.version.site_type})

    @property
    def type_words(self) -> str:
        """The type of the site; in a change of type what it is and what it would be."""
        before, after = self.site.type_label, self.version.type_label
        return f"{before}→{after}" if self.kind == FilingKind.CHANGE and before != after else after

    @property
    def state_label(self) -> str:
        """The word of the state; once decided, the matter stands beside it, so that 已备案 is not read as 在册."""
        said, matter = str(FilingState(self.state).label), MATTERS.get(self.kind, "")
        return f"{said}({matter})" if matter and self.state in DECIDED else said

    @cached_property
    def gaps(self) -> list[Deficiency]:
        """What checkers noted, letter by letter, what is not sent yet last. Read once a row object."""
        rows = self.deficiencies.select_related("notice__issued_by", "answered_by")
        return list(rows.order_by(F("notice__number").asc(nulls_last=True), "position", "pk"))

    @cached_property
    def papers(self) -> list[CaseDocument]:
        """Every document of the case, its stamped scans too. Read once a row object."""
        return list(self.documents.select_related("attachment", "uploaded_by"))

    @property
    def held(self) -> list[CaseDocument]:
        """The documents without the stamped scans."""
        return [document for document in self.papers if document.kind != DocumentKind.SCAN]

    @cached_property
    def signers(self) -> frozenset[int]:
        """Keys of those who signed since it last came in. Read once a row object."""
        return (
            frozenset(self.sign_offs.values_list("user_id", flat=True)) if self.signed_levels else frozenset()
        )

    @cached_property
    def writers(self) -> frozenset[int]:
        """Keys of those who wrote in it. Read once a row object."""
        return frozenset(self.authors.values_list("user_id", flat=True))

    @property
    def visits(self) -> models.QuerySet[Visit]:
        """Looks at the site while this case was open: a site has one open case at a time, so that none is another's."""
        if self.submitted_at is None:
            return self.site.visits.none()
        rows = self.site.visits.filter(recorded_at__gte=self.submitted_at)
        return rows if self.state in OPEN_CASES else rows.filter(recorded_at__lte=self.state_since)

    @property
    def audit_label(self) -> str:
        return f"{self.get_kind_display()} {self.number}"

    @property
    def audit_path(self) -> str:
        return self.site.union_path

    @property
    def audit_about(self) -> str:
        return f"site:{self.site_id}"
