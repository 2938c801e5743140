"""What happens next with a case, when, by whom, and how can it be avoided? One sentence each, for every state."""

from __future__ import annotations

from datetime import date

from core.registry import NextStep
from core.words import chinese_day
from filing.deadlines import time_left
from filing.models import Filing
from filing.states import FilingState
from inspection.models import Verdict
from rulebook.workdays import WorkCalendar

_WHO_ACCEPTS = {
    "district": "区(市)总工会组织验收",
    "city": "市总工会组织验收",
    "third_party": "市总工会委托第三方机构验收",
}


def next_step(filing: Filing, calendar: WorkCalendar, today: date) -> NextStep:
    """The next rule or office that moves the case."""
    when = time_left(filing, calendar, today).words
    state = filing.state
    if state == FilingState.DRAFT:
        return NextStep("填完各部分后核对并提交", "没有期限,资料自动保存在系统中", "填报人")
    if state == FilingState.RETURNED:
        return NextStep("按退回意见补正后重新提交", when, "填报人", "不再申报的,可以撤回")
    if state == FilingState.DISTRICT_CHECK:
        return _checking(filing, when)
    if state in (FilingState.ACCEPTANCE, FilingState.REACCEPTANCE):
        return _acceptance(filing, when)
    if state == FilingState.CITY_FILING:
        return _signing(filing, when)
    return _closed(filing)


def _checking(filing: Filing, when: str) -> NextStep:
    if filing.needs_street_check and not filing.street_checked_at:
        return NextStep("街道(镇)工会初审", when, "街道(镇)工会经办人", "审核通过前可以撤回")
    return NextStep("区(市)总工会审核资料", when, "区(市)总工会经办人", "审核通过前可以撤回")


def _acceptance(filing: Filing, when: str) -> NextStep:
    who = _WHO_ACCEPTS.get(filing.acceptance_level, "市总工会组织验收")
    if filing.state == FilingState.ACCEPTANCE:
        return NextStep("实地验收", when, who)
    fix_by = filing.last_visit.fix_by if filing.last_visit else None
    until = f"请在{chinese_day(fix_by)}前完成整改" if fix_by else ""
    return NextStep("整改完成后复验", when or until, who, until if when else "")


def _signing(filing: Filing, when: str) -> NextStep:
    if filing.last_visit and filing.last_visit.verdict == Verdict.FAIL:
        return NextStep("验收不合格,市总工会退回补正或暂不备案", when, "市总工会经办人")
    left = filing.sign_levels - filing.signed_levels
    level = f"第 {filing.signed_levels + 1} 级,共 {filing.sign_levels} 级" if filing.sign_levels > 1 else ""
    return NextStep("市总工会签批" + (f"({level})" if level and left else ""), when, "市总工会经办人")


def _closed(filing: Filing) -> NextStep:
    if filing.state == FilingState.FILED:
        return NextStep("本案已办结,阵地已登记为正常开放", who="阵地负责人保持资料真实,有变化及时更新")
    if filing.state == FilingState.REFUSED:
        return NextStep("本案已结束,条件具备后可重新申报", who="申报工会")
    return NextStep("本案已撤回,需要时可重新申报", who="申报工会")
