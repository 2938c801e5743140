"""What comes next for a case: the edge table of filing."""

from __future__ import annotations

from core.policy import ALLOWED, Decision, denied
from core.workflow import Machine, edge
from filing.models import Filing
from filing.policy import FILINGS
from inspection.models import Verdict


def _street_check_is_open(row: Filing) -> Decision:
    if not row.needs_street_check:
        return denied("本事项不需要街道(镇)初审。")
    return denied("街道(镇)已完成初审。") if row.street_checked_at else ALLOWED


def _street_check_is_done(row: Filing) -> Decision:
    if row.needs_street_check and not row.street_checked_at:
        return denied("请先由街道(镇)工会完成初审。")
    return ALLOWED


def _is_at_last_level(row: Filing) -> bool:
    return row.signed_levels >= row.sign_levels - 1


def _earlier_levels_are_open(row: Filing) -> Decision:
    return denied("本案已到最后签批环节。") if _is_at_last_level(row) else ALLOWED


def _last_level_is_open(row: Filing) -> Decision:
    return ALLOWED if _is_at_last_level(row) else denied("前一环节尚未签署意见。")


def _was_found_fit(row: Filing) -> Decision:
    if row.last_visit is None or row.last_visit.verdict != Verdict.PASS:
        return denied("最近一次实地验收结论不是“合格”,不能同意备案。")
    return _last_level_is_open(row)


FILING: Machine[Filing] = Machine(
    "filing",
    FILINGS,
    edge("edit", "draft returned", "", "保存资料", hidden=True),
    edge("submit", "draft returned", "district_check", "提交备案", hidden=True),
    edge("submit_straight", "draft returned", "acceptance", "提交备案", hidden=True),
    edge(
        "street_check",
        "district_check",
        "",
        "街道(镇)初审通过",
        consequence="案件转区(市)总工会审核。",
        note_label="初审意见",
        when=_street_check_is_open,
    ),
    edge(
        "pass_check",
        "district_check",
        "acceptance",
        "审核通过",
        consequence="案件转入实地验收,验收期限从下一个工作日起算。",
        note_label="审核意见",
        when=_street_check_is_done,
    ),
    edge(
        "return_check",
        "district_check",
        "returned",
        "退回补正",
        consequence="案件退给填报人修改,一次写明全部需补正的事项。",
        needs_note=True,
        note_label="需补正的全部事项",
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
        when=_was_found_fit,
    ),
    edge(
        "return_city",
        "city_filing",
        "returned",
        "退回补正",
        consequence="案件退给填报人修改,一次写明全部需补正的事项;重新提交后再次审核、验收。",
        needs_note=True,
        note_label="需补正的全部事项",
    ),
    edge(
        "refuse",
        "city_filing",
        "refused",
        "暂不备案",
        consequence="本案结束,阵地不进入名册;理由将告知申报工会,条件具备后可重新申报。",
        needs_note=True,
        note_label="暂不备案的理由",
        when=_last_level_is_open,
    ),
    edge(
        "withdraw",
        "draft district_check returned acceptance reacceptance city_filing",
        "withdrawn",
        "撤回",
        consequence="本案结束,已填资料保留备查;需要时可重新申报。",
        note_label="撤回原因",
    ),
)
