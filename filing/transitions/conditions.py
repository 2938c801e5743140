"""May this edge be walked now, and does it belong to this case at all? Asked of the locked row by the tables of edges."""

from __future__ import annotations

from collections.abc import Callable

from core.policy import ALLOWED, Decision, denied
from filing.gaps import answers_of
from filing.models import Filing
from filing.scan_due import problems_of_scan
from filing.states import OPEN_CASES, FilingKind, Route
from inspection.models import Verdict
from rulebook.choices import SealScanDue
from rulebook.selectors import measure_in


def street_check_is_open(row: Filing) -> Decision:
    return denied("街道(镇)已完成初审。") if row.street_checked_at else ALLOWED


def gaps_are_settled(row: Filing) -> Decision:
    """Every gap that was told is closed by the checker, and none waits unsent."""
    gaps = [gap for gap in row.gaps if gap.verdict not in ("settled", "kept")]
    if any(gap.notice_id is None for gap in gaps):
        return denied("还有记下但没有发出的补正事项,请先发出补正通知单,或逐项删除。")
    return denied("还有补正事项没有作出结论,请先逐项核对。") if gaps else ALLOWED


def is_checked(row: Filing) -> Decision:
    if row.needs_street_check and not row.street_checked_at:
        return denied("请先由街道(镇)工会完成初审。")
    return gaps_are_settled(row)


def on(*routes: Route) -> Callable[[Filing], bool]:
    return lambda row: row.route in routes


def of(kind: FilingKind) -> Callable[[Filing], bool]:
    return lambda row: row.kind == kind


def came_from(state: str) -> Callable[[Filing], bool]:
    return lambda row: row.returned_from == state


def is_at_last_level(row: Filing) -> bool:
    return row.signed_levels >= row.sign_levels - 1


def earlier_levels_are_open(row: Filing) -> Decision:
    return denied("本案已到最后签批环节。") if is_at_last_level(row) else gaps_are_settled(row)


def last_level_is_open(row: Filing) -> Decision:
    return ALLOWED if is_at_last_level(row) else denied("前一环节尚未签署意见。")


def may_be_approved(row: Filing) -> Decision:
    found_fit = row.last_visit is not None and row.last_visit.verdict == Verdict.PASS
    if row.route == Route.ON_SITE and not found_fit:
        return denied("最近一次实地验收结论不是“合格”,不能同意备案。")
    measure = measure_in(row.pack) if row.pack else None
    for missing in problems_of_scan(row, measure, SealScanDue.BEFORE_DECISION):
        return denied(missing)
    return last_level_is_open(row) and gaps_are_settled(row)


def moved_by(action: str) -> Callable[[Filing], bool]:
    """Was it passed on by this edge, and has nothing happened to it since?"""

    def applies(row: Filing) -> bool:
        last = row.last_move or {}
        return last.get("action") == action and last.get("revision") == row.revision

    return applies


def has_gaps_to_send(row: Filing) -> Decision:
    if any(gap.notice_id is not None and not gap.verdict for gap in row.gaps):
        return denied("上次通知的补正事项还没有逐项作出结论,请先核对。")
    unsent = any(gap.notice_id is None for gap in row.gaps)
    return ALLOWED if unsent else denied("还没有记下需补正的事项,请先在资料或照片旁点“需补正”。")


def all_is_answered(row: Filing) -> Decision:
    left = len(answers_of(row).unanswered)
    return denied(f"还有 {left} 项补正没有答复,请逐项答复后再提交。") if left else ALLOWED


def is_alone(row: Filing) -> Decision:
    """One open submitted case per site."""
    other = Filing.objects.filter(site_id=row.site_id, state__in=OPEN_CASES).exclude(pk=row.pk).first()
    if other is None:
        return ALLOWED
    return denied(
        f"该阵地已有一件在办的{other.get_kind_display()}(案件编号 {other.number}),办结后才能再提交。"
    )
