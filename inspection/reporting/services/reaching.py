"""What follows when somebody posts where he may not? Beyond reach the answer is 404, within reach 403; both are told."""

from __future__ import annotations

from datetime import datetime

from core.actor import Actor
from core.audit import record
from core.workflow import attempt
from inspection.models import PublicReport
from inspection.reporting.policy import REPORTS
from inspection.reporting.transitions import REPORT


def require_right(report: PublicReport, action: str, *, actor: Actor, now: datetime) -> None:
    """Before a form is judged: may the person do this to the report at all? Raises ``NotAllowed``, recorded."""
    with attempt(actor, f"report.{action}", report, now=now, label=REPORT.edges[action].label):
        REPORTS.require(actor, action, report)


def note_out_of_reach(key: int, *, actor: Actor, now: datetime) -> None:
    """Record the attempt on a report that exists; a key that no row has leaves nothing."""
    report = PublicReport.objects.select_related("site").filter(pk=key).first()
    if report is not None:
        said = "群众反映不在办理范围内。"
        label = "办理范围外的群众反映"
        record(actor, "report.reach", report, now=now, label=label, note=said, outcome="refused")
