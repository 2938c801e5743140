"""The summary as a workbook is let out: by whoever may export, and the trail says so."""

from __future__ import annotations

from datetime import datetime

from core.actor import Actor
from core.audit import record
from core.workflow import attempt
from inspection.models import YearlyReview
from inspection.reviewing.policy import REVIEWS


def export_summary(review: YearlyReview, *, actor: Actor, now: datetime) -> None:
    """Notes that the counts were taken out. Raises ``NotAllowed``."""
    label = "导出年度复核汇总表"
    with attempt(actor, "review.export", review, now=now, label=label):
        REVIEWS.require(actor, "export", review)
        record(actor, "review.export", review, now=now, label=label)
