"""How are conclusion and next step of an assessment said? Plain Chinese; no database."""

from __future__ import annotations

from datetime import date

from core.registry import NextStep
from core.words import chinese_day
from inspection.models import Assessment, AssessmentState
from rulebook.outcome import Conclusion, Outcome
from rulebook.rubric import Purpose, Rubric, points_text

#: How a state is coloured, beside its word.
TAGS = {"own": "info", "district": "info", "city": "info", "concluded": "open", "void": "closed"}

_VERDICTS = {
    Purpose.ACCEPTANCE: {"met": "合格", "short": "整改后复验", "failed": "不合格"},
    Purpose.YEARLY: {"met": "合格", "short": "限期整改", "failed": "不合格"},
    Purpose.DEMONSTRATION: {"met": "达到示范标准", "short": "未达到示范标准", "failed": "未达到示范标准"},
}


def verdict_of(purpose: str, conclusion: str) -> str:
    """合格, 限期整改, 不合格; 未评完 while answers are missing."""
    return _VERDICTS[Purpose(purpose)].get(conclusion, "未评完")


def conclusion_words(rubric: Rubric, outcome: Outcome) -> str:
    """The verdict with its reason: the veto, the total against its mark, the head that lags behind."""
    verdict = verdict_of(outcome.purpose, outcome.conclusion)
    vetoed = [line.veto.title for line in outcome.vetoes if line.is_met]
    if vetoed:
        return f"{verdict}:有一票否决情形({'、'.join(vetoed)})"
    mark = rubric.mark_for(outcome.purpose)
    if mark is None or outcome.conclusion == Conclusion.OPEN:
        return verdict
    total, needed = points_text(outcome.total), points_text(mark.pass_at)
    if outcome.total < mark.pass_at:
        return f"{verdict}:总分 {total} 分,未到 {needed} 分"
    if outcome.conclusion == Conclusion.MET:
        return f"{verdict}:总分 {total} 分,达到 {needed} 分"
    return f"{verdict}:总分 {total} 分达到 {needed} 分,但{_uneven(outcome, mark.dimension_percent)}"


def _uneven(outcome: Outcome, percent: int) -> str:
    lagging = [
        share.dimension.name for share in outcome.shares if share.earned * 100 < share.possible * percent
    ]
    if lagging:
        return f"“{'、'.join(lagging)}”没有达到本类分值的 {percent}%"
    basics = [
        item.criterion.title
        for item in outcome.items
        if item.criterion.is_basic and item.possible and item.earned < item.possible
    ]
    return f"基本项“{'、'.join(basics)}”没有得满分"


def due_words(due_on: date | None, today: date) -> str:
    """还剩 6 天(2026年10月18日前), 今天到期, 已逾期 2 天; empty without a limit."""
    if due_on is None:
        return ""
    left = (due_on - today).days
    said = f"还剩 {left} 天" if left > 0 else "今天到期" if left == 0 else f"已逾期 {-left} 天"
    return f"{said}({chinese_day(due_on)}前)"


#: An assessment for a title goes along with its nomination.
_LED = {
    AssessmentState.OWN: NextStep(
        "逐项自评,评完后回到申报页核对并提交", who="阵地负责人(区(市)总工会可以代填)"
    ),
    AssessmentState.DISTRICT: NextStep("自评已随申报提交,由评审专家评分"),
}


def next_step_of(row: Assessment, today: date) -> NextStep:
    """What comes next for this assessment."""
    due = due_words(row.due_on, today)
    if row.purpose == Purpose.DEMONSTRATION and row.state in _LED:
        return _LED[AssessmentState(row.state)]
    if row.state == AssessmentState.OWN:
        return NextStep("逐项自评,附上佐证后提交", when=due, who="阵地负责人(区(市)总工会可以代填)")
    if row.state == AssessmentState.DISTRICT:
        if row.purpose == Purpose.ACCEPTANCE:
            return NextStep("实地验收时逐项评分", who="验收人员")
        return NextStep("核对佐证,逐项复核后提交", who="区(市)总工会经办人")
    if row.state == AssessmentState.CITY:
        return NextStep("评定,确定总分和结论", who="市总工会经办人")
    if row.state == AssessmentState.VOID:
        return NextStep("本次评定已作废,记录保留备查")
    return NextStep("评定已完成,结果不再变化")
