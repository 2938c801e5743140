"""What happens next with a report, by whom, and what the system does when its day passes?"""

from __future__ import annotations

from datetime import date

from core.registry import NextStep
from core.words import chinese_day
from inspection.models import PublicReport
from inspection.reporting.deadlines import NO_LIMIT, AnswerClock
from inspection.reporting.states import ReportState
from sites.announced import Verified


def clock_of(report: PublicReport, today: date) -> AnswerClock:
    return AnswerClock(report.due_on, today, report.due_is_provisional, report.is_open)


def knows_mended(report: PublicReport) -> bool:
    """An office knows that what was found is put right: said so, or as far as it was asked of the database, saw it since."""
    return report.mended_at is not None or bool(getattr(report, "is_mended", False))


def step_of(report: PublicReport, today: date) -> NextStep:
    """The same day that the nightly check goes by."""
    if not report.is_open:
        return _MENDED if knows_mended(report) else NextStep(_ENDED[ReportState(report.state)])
    is_explained = report.state == ReportState.REPLIED
    return NextStep(
        "核实后答复反映人" if is_explained else "核实情况:阵地写明说明,区(市)总工会答复反映人",
        clock_of(report, today).words or NO_LIMIT,
        "区(市)总工会经办人" if is_explained else "阵地负责人说明,区(市)总工会经办人答复",
        avoid="在期限前答复" if report.due_on else "",
        lapse=_lapse(report),
    )


def verified_step(found: Verified) -> NextStep:
    """Of the site, while its public page opens with what was found."""
    return NextStep(
        f"群众反映{found.line}:还没有改正的,发布停开公告,或者办理变更、注销备案",
        who="阵地负责人或区(市)总工会",
        avoid=found.lifted,
        also="办理以前,公众页面最上面显示核实的情况",
    )


def _lapse(report: PublicReport) -> str:
    if report.due_on is None or report.due_is_provisional:
        return ""
    return (
        f"{chinese_day(report.due_on)}过后仍未答复的,列入预警问题,市总工会可以看到;"
        "阵地不会因为群众反映自动停开或注销。"
    )


_ENDED = {
    ReportState.CONFIRMED: "已答复。还没有改正的,请发布公告,或者办理变更、注销备案;已经改正的,由区(市)总工会核实后点“确认已改正”",
    ReportState.REFUTED: "已答复,没有后续事项",
    ReportState.UNCLEAR: "已答复,没有后续事项",
    ReportState.DROPPED: "阵地已注销,没有后续事项",
}

_MENDED = NextStep("已答复,已核实改正,没有后续事项")
