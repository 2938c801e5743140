"""The way of an assessment, as an edge table: own points, the district's, the city's, the conclusion."""

from __future__ import annotations

from core.policy import ALLOWED, Decision, denied
from core.workflow import Machine, edge
from inspection.assessing.led import is_led
from inspection.assessing.policy import ASSESSMENTS
from inspection.models import Assessment, Column, ReviewState
from rulebook.rubric import Purpose


def _is_acceptance(row: Assessment) -> bool:
    return row.purpose == Purpose.ACCEPTANCE


def _is_reviewed(row: Assessment) -> bool:
    """An acceptance is looked at once, on site; everything else goes through the district to the city, unless led."""
    return not _is_acceptance(row) and not is_led(row)


def _goes_along(row: Assessment) -> bool:
    """Moved with its case, or with what else leads it."""
    return _is_acceptance(row) or is_led(row)


def _keeps_the_spot_check(row: Assessment) -> Decision:
    """In a yearly review nothing is concluded before the draw, and what was drawn never without the city's own points."""
    entry = getattr(row, "review_entry", None)
    if entry is None:
        return ALLOWED
    if entry.review.state in (ReviewState.OWN, ReviewState.DISTRICT):
        return denied(f"本次评定属于《{entry.review.title}》,市总抽查开始以后才能评定。")
    if entry.is_drawn and not row.columns.filter(column=Column.CITY, answers__isnull=False).exists():
        return denied("本处已被抽中由市总评定,请先逐项填写市总评定分,再作评定。")
    return ALLOWED


ASSESSMENT: Machine[Assessment] = Machine(
    "assessment",
    ASSESSMENTS,
    edge("answer", "own district city", "", "评分", hidden=True),
    edge("prove", "own district city", "", "添加佐证", hidden=True),
    edge("renew", "own", "", "更新到最新评分表", hidden=True),
    edge("go_along", "own district", "district", "随案件提交", hidden=True, applies=_goes_along),
    edge("reopen", "district", "own", "随申报退回", hidden=True, applies=is_led),
    edge(
        "hand_in",
        "own",
        "district",
        "提交自评",
        consequence="提交后由区(市)总工会复核,自评分不能再修改。",
        applies=_is_reviewed,
    ),
    edge(
        "return_own",
        "district",
        "own",
        "退回自评",
        consequence="自评重新打开,原有分数和佐证保留。",
        needs_note=True,
        note_label="退回原因",
        applies=_is_reviewed,
    ),
    edge(
        "review",
        "district",
        "city",
        "提交复核",
        consequence="提交后由市总工会评定,复核分不能再修改。",
        applies=_is_reviewed,
    ),
    edge(
        "return_review",
        "city",
        "district",
        "退回复核",
        consequence="复核重新打开,原有分数保留。",
        needs_note=True,
        note_label="退回原因",
    ),
    edge(
        "conclude",
        "city",
        "concluded",
        "评定",
        consequence="总分和结论就此确定,不能再修改。市总没有逐项评分的,以区(市)复核分为准。",
        when=_keeps_the_spot_check,
    ),
    edge("accept", "district", "concluded", "按验收评分作出结论", hidden=True, applies=_is_acceptance),
    edge(
        "void",
        "own district city",
        "void",
        "作废",
        consequence="本次评定作废,不计入任何结果,记录保留。",
        needs_note=True,
        note_label="作废原因",
        applies=_is_reviewed,
    ),
    edge("drop", "own district", "void", "随案件终止", hidden=True, applies=_goes_along),
)
