"""What happens next with a case, when, why, by whom, and what stops it? The page shows it, the nightly job obeys it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from accounts.roles import Role
from core.clock import LEGAL_ZONE
from core.registry import NextStep
from core.words import chinese_day, chinese_moment
from filing.deadlines import due_moment_of, time_left
from filing.models import Filing
from filing.states import FilingKind, FilingState, Route
from inspection.models import Verdict
from rulebook.provisional import waits_for
from rulebook.workdays import WorkCalendar

_WHO_ACCEPTS = {
    "district": "区(市)总工会组织验收",
    "city": "市总工会组织验收",
    "third_party": "市总工会委托第三方机构验收",
}

#: States in which an office holds the case and its clock runs.
WITH_AN_OFFICE = (
    FilingState.DISTRICT_CHECK,
    FilingState.ACCEPTANCE,
    FilingState.REACCEPTANCE,
    FilingState.CITY_FILING,
)


@dataclass(frozen=True)
class Escalation:
    """What the system does when a period lapses: it tells the office above, and decides nothing."""

    at: datetime
    what: str
    stops: str

    def is_due(self, now: datetime) -> bool:
        return now >= self.at


def escalation_of(filing: Filing) -> Escalation | None:
    """The one automatic step of a case; none on a provisional date, none twice for one period."""
    moment = due_moment_of(filing)
    runs = filing.state in WITH_AN_OFFICE and filing.escalated_at is None and not filing.due_is_provisional
    if moment is None or not runs:
        return None
    above = "本级负责人" if filing.state == FilingState.CITY_FILING else "上级工会"
    return Escalation(
        at=moment,
        what=f"{chinese_moment(moment)} 仍未办理的,系统提醒承办工会和{above},不会自动通过或退回。",
        stops="在此之前办理即可。",
    )


def next_step(filing: Filing, calendar: WorkCalendar, now: datetime) -> NextStep:
    """The next rule or office that moves the case."""
    step = _next(filing, time_left(filing, calendar, now).words)
    escalation = escalation_of(filing)
    if escalation is None:
        return replace(step, lapse=_after_lapse(filing))
    lapse = f"{escalation.what}{escalation.stops}"
    return replace(step, lapse=lapse)


def _after_lapse(filing: Filing) -> str:
    """Why the system does nothing more by itself, where the time is over or cannot be told yet."""
    if filing.state not in WITH_AN_OFFICE or filing.due_on is None:
        return ""
    if filing.due_is_provisional:
        return f"{waits_for(filing.due_on)};在此之前系统不按这个期限催办。"
    if filing.escalated_at is None:
        return ""
    said = chinese_day(filing.escalated_at.astimezone(LEGAL_ZONE).date())
    return f"已超期,系统已于{said}提醒承办工会和上级;案件不会自动通过或退回,仍由承办工会办理,并列入预警问题“办件超期”。"


def _next(filing: Filing, when: str) -> NextStep:
    state = filing.state
    if state == FilingState.DRAFT:
        return NextStep(
            "填完各部分后核对并提交", "没有期限;保存后的资料留在系统中,可以换一台电脑继续填", "申报工会"
        )
    if state == FilingState.RETURNED:
        return NextStep("逐项补正并答复,再提交", when, "申报工会", also="不再申报的,可以写明原因撤回")
    if state == FilingState.DISTRICT_CHECK:
        return _checking(filing, when)
    if state in (FilingState.ACCEPTANCE, FilingState.REACCEPTANCE):
        return _acceptance(filing, when)
    if state == FilingState.CITY_FILING:
        return _signing(filing, when)
    return _closed(filing)


def _checking(filing: Filing, when: str) -> NextStep:
    if filing.needs_street_check and not filing.street_checked_at:
        return NextStep(
            "街道(镇)工会初审", when, "街道(镇)工会经办人", also="审核通过前,申报工会可以写明原因撤回"
        )
    also = "审核通过前,申报工会可以写明原因撤回"
    if filing.route != Route.DISTRICT:
        return NextStep("区(市)总工会审核资料", when, "区(市)总工会经办人", also=also)
    is_own = filing.submitted_as == Role.DISTRICT
    who = "区(市)总工会另一位经办人,或市总工会经办人" if is_own else "区(市)总工会经办人"
    return NextStep("区(市)总工会审核并决定", when, who, also=also)


def _acceptance(filing: Filing, when: str) -> NextStep:
    who = _WHO_ACCEPTS.get(filing.acceptance_level, "市总工会组织验收")
    if filing.state == FilingState.ACCEPTANCE:
        return NextStep("实地验收", when, who)
    fix_by = filing.last_visit.fix_by if filing.last_visit else None
    until = f"请在{chinese_day(fix_by)}前完成整改" if fix_by else ""
    return NextStep(f"整改完成后复验,{until}" if until else "整改完成后复验", when, who)


def _signing(filing: Filing, when: str) -> NextStep:
    if filing.route == Route.ON_SITE and filing.last_visit and filing.last_visit.verdict == Verdict.FAIL:
        return NextStep("验收不合格,市总工会退回补正或暂不备案", when, "市总工会经办人")
    left = filing.sign_levels - filing.signed_levels
    level = f"第 {filing.signed_levels + 1} 级,共 {filing.sign_levels} 级" if filing.sign_levels > 1 else ""
    return NextStep("市总工会签批" + (f"({level})" if level and left else ""), when, "市总工会经办人")


_FILED = {
    FilingKind.REGISTER: "本案已办结,阵地已登记为正常开放",
    FilingKind.CHANGE: "本案已办结,变更已生效",
    FilingKind.CANCEL: "本案已办结,阵地已注销",
}


def _closed(filing: Filing) -> NextStep:
    if filing.state == FilingState.FILED:
        who = "" if filing.kind == FilingKind.CANCEL else "阵地负责人保持资料真实,有变化及时更新"
        by_list = filing.route == Route.PAPER
        what = "本案已办结,阵地凭文件列入名册" if by_list else _FILED[FilingKind(filing.kind)]
        return NextStep(what, who=who)
    if filing.state == FilingState.REFUSED:
        return NextStep("本案已结束,条件具备后可重新申报", who="申报工会")
    return NextStep("本案已撤回,需要时可重新申报", who="申报工会")
