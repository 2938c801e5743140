"""What comes next for a case, and for a hand-over: the edge tables of filing."""

from __future__ import annotations

from collections.abc import Callable

from core.policy import ALLOWED, Decision, denied
from core.workflow import Machine, edge
from filing.models import Filing, Handover
from filing.policy import FILINGS, HANDOVERS
from filing.scan_due import problems_of_scan
from filing.states import OPEN_CASES, FilingKind, Route
from inspection.models import Verdict
from rulebook.choices import SealScanDue
from rulebook.selectors import measure_in


def _street_check_is_open(row: Filing) -> Decision:
    return denied("街道(镇)已完成初审。") if row.street_checked_at else ALLOWED


def _gaps_are_settled(row: Filing) -> Decision:
    """Every gap that was told is closed by the checker, and none waits unsent."""
    gaps = [gap for gap in row.gaps if gap.verdict not in ("settled", "kept")]
    if any(gap.notice_id is None for gap in gaps):
        return denied("还有记下但没有发出的补正事项,请先发出补正通知单,或逐项删除。")
    return denied("还有补正事项没有作出结论,请先逐项核对。") if gaps else ALLOWED


def _is_checked(row: Filing) -> Decision:
    if row.needs_street_check and not row.street_checked_at:
        return denied("请先由街道(镇)工会完成初审。")
    return _gaps_are_settled(row)


def _on(*routes: Route) -> Callable[[Filing], bool]:
    return lambda row: row.route in routes


def _of(kind: FilingKind) -> Callable[[Filing], bool]:
    return lambda row: row.kind == kind


def _came_from(state: str) -> Callable[[Filing], bool]:
    return lambda row: row.returned_from == state


def _is_at_last_level(row: Filing) -> bool:
    return row.signed_levels >= row.sign_levels - 1


def _earlier_levels_are_open(row: Filing) -> Decision:
    return denied("本案已到最后签批环节。") if _is_at_last_level(row) else _gaps_are_settled(row)


def _last_level_is_open(row: Filing) -> Decision:
    return ALLOWED if _is_at_last_level(row) else denied("前一环节尚未签署意见。")


def _may_be_approved(row: Filing) -> Decision:
    found_fit = row.last_visit is not None and row.last_visit.verdict == Verdict.PASS
    if row.route == Route.ON_SITE and not found_fit:
        return denied("最近一次实地验收结论不是“合格”,不能同意备案。")
    measure = measure_in(row.pack) if row.pack else None
    for missing in problems_of_scan(row, measure, SealScanDue.BEFORE_DECISION):
        return denied(missing)
    return _last_level_is_open(row) and _gaps_are_settled(row)


def _moved_by(action: str) -> Callable[[Filing], bool]:
    """Was it passed on by this edge, and has nothing happened to it since?"""

    def applies(row: Filing) -> bool:
        last = row.last_move or {}
        return last.get("action") == action and last.get("revision") == row.revision

    return applies


def _has_gaps_to_send(row: Filing) -> Decision:
    if any(gap.notice_id is not None and not gap.verdict for gap in row.gaps):
        return denied("上次通知的补正事项还没有逐项作出结论,请先核对。")
    unsent = any(gap.notice_id is None for gap in row.gaps)
    return ALLOWED if unsent else denied("还没有记下需补正的事项,请先在资料或照片旁点“需补正”。")


def _all_is_answered(row: Filing) -> Decision:
    left = sum(gap.notice_id is not None and gap.answered_at is None for gap in row.gaps)
    return denied(f"还有 {left} 项补正没有答复,请逐项答复后再提交。") if left else ALLOWED


def _is_alone(row: Filing) -> Decision:
    """One open submitted case per site."""
    other = Filing.objects.filter(site_id=row.site_id, state__in=OPEN_CASES).exclude(pk=row.pk).first()
    if other is None:
        return ALLOWED
    return denied(
        f"该阵地已有一件在办的{other.get_kind_display()}(案件编号 {other.number}),办结后才能再提交。"
    )


OPEN = "district_check returned acceptance reacceptance city_filing"

FILING: Machine[Filing] = Machine(
    "filing",
    FILINGS,
    edge("edit", "draft returned", "", "保存资料", hidden=True),
    edge("submit", "draft", "district_check", "提交备案", hidden=True, when=_is_alone),
    edge("submit_straight", "draft", "acceptance", "提交备案", hidden=True, when=_is_alone),
    edge("submit_to_city", "draft", "city_filing", "提交备案", hidden=True, when=_is_alone),
    edge("mark", "district_check city_filing", "", "核对资料", hidden=True),
    edge("answer", "returned", "", "答复补正事项", hidden=True),
    edge(
        "resubmit_check",
        "returned",
        "district_check",
        "补正后提交",
        hidden=True,
        applies=_came_from("district_check"),
        when=_all_is_answered,
    ),
    edge(
        "resubmit_city",
        "returned",
        "city_filing",
        "补正后提交",
        hidden=True,
        applies=_came_from("city_filing"),
        when=_all_is_answered,
    ),
    edge(
        "resubmit_on_site",
        "returned",
        "acceptance",
        "补正后提交",
        hidden=True,
        applies=_came_from("city_filing"),
        when=_all_is_answered,
    ),
    edge(
        "street_check",
        "district_check",
        "",
        "街道(镇)初审通过",
        consequence="案件转区(市)总工会审核。",
        note_label="初审意见",
        applies=lambda row: row.needs_street_check,
        when=_street_check_is_open,
    ),
    edge(
        "pass_check",
        "district_check",
        "acceptance",
        "审核通过",
        consequence="案件转入实地验收,验收期限从下一个工作日起算。",
        note_label="审核意见",
        applies=_on(Route.ON_SITE),
        when=_is_checked,
    ),
    edge(
        "forward",
        "district_check",
        "city_filing",
        "审核通过,报市总工会",
        consequence="案件转市总工会签批。",
        note_label="审核意见",
        applies=_on(Route.CITY),
        when=_is_checked,
    ),
    edge(
        "decide_change",
        "district_check",
        "filed",
        "同意变更",
        consequence="变更立即生效,名册和公众页面随之更新。",
        note_label="审核意见",
        applies=_on(Route.DISTRICT),
        when=_is_checked,
    ),
    edge(
        "refuse_change",
        "district_check",
        "refused",
        "不同意变更",
        consequence="本案结束,名册保持原样;理由将告知申报人。",
        needs_note=True,
        note_label="不同意的理由",
        applies=_on(Route.DISTRICT),
    ),
    edge(
        "return",
        "district_check city_filing",
        "returned",
        "退回补正",
        consequence="发出一份补正通知单,一次告知下列全部事项;只有这些部分开放修改,审核时限暂停。",
        when=_has_gaps_to_send,
        hidden=True,
    ),
    edge("visit_pass", "acceptance reacceptance", "city_filing", "登记验收:合格", hidden=True),
    edge("visit_fix", "acceptance reacceptance", "reacceptance", "登记验收:整改后复验", hidden=True),
    edge("visit_fail", "acceptance reacceptance", "city_filing", "登记验收:不合格", hidden=True),
    edge(
        "sign",
        "city_filing",
        "",
        "签署意见",
        consequence="案件转下一签批环节。",
        note_label="意见",
        when=_earlier_levels_are_open,
    ),
    edge(
        "approve",
        "city_filing",
        "filed",
        "同意备案",
        consequence="生成备案编号和阵地编码,阵地登记为正常开放,公众页面随即上线。",
        note_label="签批意见",
        applies=_of(FilingKind.REGISTER),
        when=_may_be_approved,
    ),
    edge(
        "approve_change",
        "city_filing",
        "filed",
        "同意备案",
        consequence="变更立即生效,名册和公众页面随之更新。",
        note_label="签批意见",
        applies=_of(FilingKind.CHANGE),
        when=_may_be_approved,
    ),
    edge(
        "approve_cancel",
        "city_filing",
        "filed",
        "同意备案",
        consequence="阵地登记为已注销,公众页面随即关闭。",
        note_label="签批意见",
        applies=_of(FilingKind.CANCEL),
        when=_may_be_approved,
    ),
    edge(
        "refuse",
        "city_filing",
        "refused",
        "暂不备案",
        consequence="本案结束,名册保持原样;理由将告知申报工会,条件具备后可重新申报。",
        needs_note=True,
        note_label="暂不备案的理由",
        when=_last_level_is_open,
    ),
    edge(
        "withdraw",
        f"draft {OPEN}",
        "withdrawn",
        "撤回",
        consequence="本案结束,已填资料保留备查;需要时可重新申报。",
        needs_note=True,
        note_label="撤回原因",
    ),
    *(
        edge(
            f"recall_{action}",
            source,
            target,
            "取回",
            consequence="案件回到本环节,办理期限照原来的算;下一环节暂不用办理。",
            needs_note=True,
            note_label="取回原因",
            applies=_moved_by(action),
        )
        for action, source, target in (
            ("pass_check", "acceptance", "district_check"),
            ("forward", "city_filing", "district_check"),
            ("sign", "city_filing", ""),
        )
    ),
    edge("escalate", OPEN, "", "超期提示", hidden=True),
    edge("supersede", OPEN, "withdrawn", "因注销备案终止", hidden=True),
)

HANDOVER: Machine[Handover] = Machine(
    "handover",
    HANDOVERS,
    edge(
        "confirm",
        "offered",
        "done",
        "确认接收",
        consequence="所列阵地、授权和案件转到您名下,移交人不再负责。",
    ),
    edge(
        "decline",
        "offered",
        "declined",
        "不接收",
        consequence="一切照旧,由移交人继续负责。",
        needs_note=True,
        note_label="不接收的原因",
    ),
    edge(
        "finish",
        "offered",
        "done",
        "由区(市)完成交接",
        consequence="不等接收人确认,所列阵地、授权和案件转到接收人名下。",
    ),
    edge("take_back", "offered", "taken_back", "取消交接", consequence="一切照旧,由移交人继续负责。"),
)
