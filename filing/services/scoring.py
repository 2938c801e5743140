"""The acceptance of a case by points: the self-check of the draft, the table at the door, the verdict that follows."""

from __future__ import annotations

from datetime import datetime

from core.actor import Actor
from core.workflow import TransitionRefused
from filing.models import Filing
from filing.selectors import measure_for, pinned_measure
from filing.services.moving import note_author
from filing.states import FilingKind, FilingState
from filing.transitions import FILING
from inspection.assessing.selectors import board_of
from inspection.assessing.services import (
    accept_assessment,
    drop_acceptance,
    go_along,
    open_for_visit,
    prepare_acceptance,
    table_for_acceptance,
)
from inspection.models import OPEN_STATES, Assessment, AssessmentState, Column, Verdict
from rulebook.outcome import Conclusion
from rulebook.selectors import Measure

#: What the points say of a site at its door.
VERDICTS = {Conclusion.MET: Verdict.PASS, Conclusion.SHORT: Verdict.FIX, Conclusion.FAILED: Verdict.FAIL}


def can_be_checked(filing: Filing, now: datetime) -> bool:
    """Whether the measure in force accepts a site of this type by points, and this case is about one."""
    measure = measure_for(filing, now.date())
    if filing.kind == FilingKind.CANCEL or measure is None:
        return False
    return table_for_acceptance(measure, filing.version.site_type) is not None


def begin_self_check(filing_id: int, *, actor: Actor, now: datetime) -> Assessment:
    """The table of the measure for a draft that will be looked at on site; one that is begun is gone on with.

    Raises ``TransitionRefused`` where there is no table, or the case is not looked at.
    """
    with FILING.step(filing_id, "edit", actor=actor, now=now, updated_at=now) as step:
        row = step.row
        if row.state != FilingState.DRAFT:
            raise TransitionRefused("自评在提交前进行,本案已经提交。")
        standing = row.assessment
        if standing is not None and standing.state in OPEN_STATES and _fits(standing, row, now):
            return standing
        if standing is not None:
            drop_acceptance(standing, now=now)
        row.version.site = row.site
        row.assessment = prepare_acceptance(row.version, actor=actor, now=now)
        row.save(update_fields=["assessment"])
        note_author(row, actor, now)
        step.details["assessment"] = row.assessment.number
    return row.assessment


def clear_self_check(filing_id: int, *, actor: Actor, now: datetime) -> Filing:
    """The draft goes without its self-check; what was answered stays in the record."""
    with FILING.step(filing_id, "edit", actor=actor, now=now, updated_at=now) as step:
        row = step.row
        if row.state != FilingState.DRAFT or row.assessment is None:
            raise TransitionRefused("本案没有正在进行的自评。")
        drop_acceptance(row.assessment, now=now)
        row.assessment = None
        row.save(update_fields=["assessment"])
    return row


def problems_of_self_check(filing: Filing, now: datetime) -> list[str]:
    """A self-check that was begun is finished or cleared before the case is handed in."""
    row = filing.assessment
    if row is None or row.state != AssessmentState.OWN:
        return []
    if not _fits(row, filing, now):
        return ["评分表或阵地类型有变化,原来的自评不再适用。请重新自评,或者清除自评。"]
    left = len(board_of(row, now.date()).outcomes[Column.OWN].missing)
    return [f"自评还有 {left} 项没有评。请评完,或者清除自评。"] if left else []


def send_along(filing: Filing, measure: Measure, *, actor: Actor, now: datetime) -> None:
    """Called in the step that hands the case in, for one that is looked at on site."""
    if table_for_acceptance(measure, filing.version.site_type) is None:
        return
    filing.version.site = filing.site
    filing.assessment = go_along(filing.assessment, filing.version, measure, actor=actor, now=now)
    filing.save(update_fields=["assessment"])


def end_with_case(filing: Filing, *, now: datetime) -> None:
    """The case ended before anybody scored the site."""
    if filing.assessment is not None:
        drop_acceptance(filing.assessment, now=now)


def is_scored(filing: Filing) -> bool:
    """Whether the verdict of the next look follows from points."""
    return filing.assessment is not None and filing.assessment.state in OPEN_STATES


def verdict_by_points(filing: Filing, now: datetime) -> tuple[Verdict | None, str]:
    """What the points at the door say; ``None`` with the reason while some are missing."""
    if filing.assessment is None:
        return None, ""
    outcome = board_of(filing.assessment, now.date()).outcomes[Column.DISTRICT]
    if outcome.conclusion == Conclusion.OPEN:
        return None, f"验收评分还有 {len(outcome.missing)} 项没有评,请先逐项评分。"
    return VERDICTS[outcome.conclusion], ""


def conclude_points(filing: Filing, verdict: str, *, remark: str, actor: Actor, now: datetime) -> None:
    """Called in the step of the visit: the points are fixed; a site to be mended gets a table for the next look."""
    done = filing.assessment
    if done is None:
        return
    conclusion = accept_assessment(done.pk, remark=remark, actor=actor, now=now)
    if VERDICTS[conclusion] != verdict:
        raise TransitionRefused("验收评分刚刚有变化,结论随之改变,本次没有登记。请核对评分后重新登记。")
    if verdict == Verdict.FIX:
        filing.version.site = filing.site
        measure = pinned_measure(filing)
        done.refresh_from_db()
        filing.assessment = open_for_visit(filing.version, measure, actor=actor, now=now, after=done)
        filing.save(update_fields=["assessment"])


def _fits(row: Assessment, filing: Filing, now: datetime) -> bool:
    measure = measure_for(filing, now.date())
    return measure is not None and row.pack_id == measure.pk and row.site_type == filing.version.site_type
