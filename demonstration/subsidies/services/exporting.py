"""The list for finance is let out: by whoever may export, and the trail says so."""

from __future__ import annotations

from datetime import datetime

from core.actor import Actor
from core.audit import record
from core.workflow import TransitionRefused, attempt
from demonstration.models import BatchState, SubsidyBatch
from demonstration.subsidies.policy import BATCHES

LABEL = "导出拨付清单"


def export_batch(row: SubsidyBatch, *, actor: Actor, now: datetime) -> None:
    """Notes that the list was taken out. Raises ``NotAllowed``, ``TransitionRefused`` before it is approved."""
    with attempt(actor, "subsidy_batch.export", row, now=now, label=LABEL):
        BATCHES.require(actor, "export", row)
        if row.state != BatchState.APPROVED:
            raise TransitionRefused("批准以后才能导出拨付清单。")
        record(actor, "subsidy_batch.export", row, now=now, label=LABEL)
