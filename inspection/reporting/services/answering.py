"""The site explains, the district answers. An answer reaches everybody who told of it, and moves nothing else."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from core.actor import Actor
from inspection.models import PublicReport
from inspection.models.reports import MOST_WORDS
from inspection.reporting.services.telling import tell_answerers, tell_keepers, tell_mended
from inspection.reporting.states import ReportState
from inspection.reporting.transitions import REPORT
from sites.refusals import Refusal
from sites.text_guard import guarded_text

#: Which step an answer is.
STEPS = {
    ReportState.CONFIRMED: "confirm",
    ReportState.REFUTED: "refute",
    ReportState.UNCLEAR: "close_unclear",
}


def explain(
    report_id: int, words: str, *, actor: Actor, now: datetime, seen: int | None = None
) -> PublicReport:
    """What was found on site, for the office. Raises ``Refusal`` without words."""
    clean = _written("说明", words)
    before = PublicReport.objects.values_list("keeper_words", flat=True).get(pk=report_id)
    with REPORT.step(
        report_id,
        "reply",
        actor=actor,
        now=now,
        seen=seen,
        keeper_words=clean,
        replied_at=now,
        replied_by=actor.name,
        updated_at=now,
    ) as step:
        step.changes["说明"] = (before, clean)
        tell_answerers(step.row, actor, now)
    return step.row


def answer_report(
    report_id: int,
    verdict: str,
    words: str,
    *,
    actor: Actor,
    now: datetime,
    is_mended: bool = False,
    seen: int | None = None,
) -> PublicReport:
    """With the words that reporters read, and the page of the site if it was true. Raises ``Refusal`` without them."""
    if verdict not in STEPS or (is_mended and verdict != ReportState.CONFIRMED):
        raise Refusal("请选择核实结果。")
    clean = _written("答复", words)
    mended: dict[str, Any] = {"mended_at": now, "mended_by": actor.name} if is_mended else {}
    with REPORT.step(
        report_id,
        STEPS[ReportState(verdict)],
        actor=actor,
        now=now,
        seen=seen,
        answer=clean,
        answered_at=now,
        answered_by=actor.name,
        office=actor.office,
        updated_at=now,
        **mended,
    ) as step:
        step.changes["答复"] = ("", clean)
        if is_mended:
            step.changes["改正情况"] = ("", "已改正")
        tell_keepers(step.row, actor, now)
    return step.row


def confirm_mended(report_id: int, *, actor: Actor, now: datetime, seen: int | None = None) -> PublicReport:
    """What was found true is put right: the public page says so, and opens with the ordinary line again."""
    with REPORT.step(
        report_id,
        "mend",
        actor=actor,
        now=now,
        seen=seen,
        mended_at=now,
        mended_by=actor.name,
        updated_at=now,
    ) as step:
        step.changes["改正情况"] = ("", "已改正")
        tell_mended(step.row, actor, now)
    return step.row


def _written(label: str, text: str) -> str:
    clean = guarded_text(label, text, mobiles=True, keep_lines=True)
    if not clean:
        raise Refusal(f"请填写{label}。")
    if len(clean) > MOST_WORDS:
        raise Refusal(f"{label}最多 {MOST_WORDS} 个字,请缩短。")
    return clean
