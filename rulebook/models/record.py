"""What was issued after a pack was published: 延长试行, 废止, 勘误. They point at the pack and change nothing in it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from accounts.reach import Place
from core.workflow import WorkflowModel
from rulebook.choices import RecordKind, RecordState


class PackRecord(WorkflowModel):
    """One later document, entered by one officer and confirmed by another; only then it counts.

    ``day``: the last day of an extended trial, or the first day on which a repealed measure no longer holds.
    """

    pack = models.ForeignKey(
        "rulebook.RulePack", models.CASCADE, related_name="records", verbose_name="管理办法版本"
    )
    kind = models.CharField("事项", max_length=8, choices=RecordKind.choices)
    state = models.CharField(
        "状态", max_length=16, choices=RecordState.choices, default=RecordState.ENTERED, editable=False
    )
    day = models.DateField("日期", null=True, blank=True)
    document_number = models.CharField("文号", max_length=80, blank=True)
    text = models.TextField("勘误内容", blank=True)
    reason = models.CharField("原因", max_length=200)
    entered_by_id = models.BigIntegerField("登记人编号", null=True, editable=False)
    entered_by_name = models.CharField("登记人", max_length=80, editable=False)
    entered_at = models.DateTimeField("登记时间", editable=False)
    confirmed_by_id = models.BigIntegerField("核对人编号", null=True, editable=False)
    confirmed_by_name = models.CharField("核对人", max_length=80, blank=True, editable=False)
    confirmed_at = models.DateTimeField("核对时间", null=True, editable=False)

    class Meta:
        verbose_name = "后续文件"
        verbose_name_plural = "后续文件"
        ordering: ClassVar = ["-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(kind__in=RecordKind.values), name="record_kind_known"),
            models.CheckConstraint(condition=Q(state__in=RecordState.values), name="record_state_known"),
            models.CheckConstraint(
                condition=Q(kind=RecordKind.ERRATUM) | Q(day__isnull=False), name="record_has_its_day"
            ),
            models.CheckConstraint(
                condition=~Q(state=RecordState.CONFIRMED) | Q(confirmed_at__isnull=False),
                name="confirmed_record_says_when",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pack}{RecordKind(self.kind).label}"

    @property
    def state_label(self) -> str:
        return str(RecordState(self.state).label)

    @property
    def place(self) -> Place:
        """For rules that ask who holds a role over the issuing union."""
        return self.pack.place

    @property
    def audit_label(self) -> str:
        return str(self)

    @property
    def audit_path(self) -> str:
        return self.pack.audit_path
