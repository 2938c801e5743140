"""What happens next on the ladder, when, who acts and what stops it: the words of what the nightly job will do."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from accounts.roles import Role
from core.clock import LEGAL_ZONE
from core.registry import NextStep
from core.words import chinese_day
from inspection.laddering.climbing import Ahead, Announced
from inspection.laddering.notice_days import earliest_after, lack_of_notice, notice_words
from inspection.laddering.policy import SIGNERS
from inspection.laddering.selectors import ahead_of, is_on_ladder
from inspection.laddering.states import FINDING, ORDER
from inspection.models import Rectification
from rulebook.choices import LadderAction
from rulebook.selectors import load_calendar, measure_of
from rulebook.terms import Measure
from sites.models import ServiceSite

NOBODY_ELSE = "系统不会自动处置,须由有签批权限的人员逐项签批;理由消除的,告知自动撤下。"
SIGNED_BY = "主管工会有签批权限的{}"


def coming_for(site_id: int, now: datetime) -> tuple[Ahead, ...]:
    """What follows for one site today, by the rule that the nightly job obeys."""
    return ahead_for(site_id, now) if is_on_ladder(site_id) else ()


def ahead_for(site_id: int, now: datetime) -> tuple[Ahead, ...]:
    """The same of a site that is known to have something on the ladder."""
    day = now.astimezone(LEGAL_ZONE).date()
    return tuple(ahead for ahead in ahead_of([site_id], day)[site_id] if not ahead.falls)


def steps_for(site_id: int, now: datetime) -> list[NextStep]:
    """Everything ahead of a site, the mildest first."""
    return [step_of(ahead, now) for ahead in coming_for(site_id, now)]


def ladder_step(row: Any, now: datetime) -> NextStep | None:
    """For a site: what is announced comes first, then what follows from findings. An order says itself what to do."""
    if not isinstance(row, ServiceSite) or not row.code:
        return None
    coming = coming_for(row.pk, now)
    told = [ahead for ahead in coming if ahead.announced is not None]
    if told:
        return step_of(
            min(told, key=lambda ahead: ahead.announced.earliest_on if ahead.announced else ahead.ripe_on),
            now,
        )
    found = [ahead for ahead in coming if any(cause.kind == FINDING for cause in ahead.causes)]
    return step_of(min(found, key=lambda ahead: ahead.ripe_on), now) if found else None


def steps_after(order: Rectification, now: datetime) -> list[NextStep]:
    """What follows for the site because of this order."""
    coming = coming_for(order.site_id, now)
    return [
        step_of(ahead, now)
        for ahead in coming
        if any(cause.name == (ORDER, order.pk) for cause in ahead.causes)
    ]


def step_of(ahead: Ahead, now: datetime) -> NextStep:
    today, measure = now.astimezone(LEGAL_ZONE).date(), measure_of(ahead.pack_id)
    if ahead.action == LadderAction.REMIND:
        return NextStep(f"提醒:{_causes(ahead)}", _on(max(ahead.ripe_on, today)), "系统", avoid=_avoid(ahead))
    if ahead.announced is None:
        return _to_announce(ahead, measure, today)
    told = ahead.announced
    return NextStep(
        f"已告知拟{label_of(ahead.action)}:{_causes(ahead)}",
        _signable(told, today),
        who_signs(ahead.action),
        avoid=_avoid(ahead),
        also="" if told.is_objected else "有不同意见的,阵地负责人可以在签批前提出异议",
        lapse=NOBODY_ELSE,
    )


def _signable(told: Announced, today: date) -> str:
    if told.is_objected:
        return "异议答复以前不能签批"
    if told.earliest_on <= today and not told.is_provisional:
        return "告知期已满,现在可以签批"
    doubt = "(暂定)" if told.is_provisional else ""
    return f"最早{chinese_day(told.earliest_on)}{doubt}可以签批"


def _to_announce(ahead: Ahead, measure: Measure, today: date) -> NextStep:
    label, on = label_of(ahead.action), max(ahead.ripe_on, today)
    what = f"仍未解决的,告知拟{label}:{_causes(ahead)}"
    if lack := lack_of_notice(measure):
        return NextStep(
            f"仍未解决的,可能{label}:{_causes(ahead)}", who="系统管理员", avoid=_avoid(ahead), lapse=lack
        )
    earliest = earliest_after(measure, on, load_calendar())
    doubt = "(暂定)" if earliest and earliest.provisional else ""
    day = f",最早{chinese_day(earliest.date)}{doubt}" if earliest else ""
    return NextStep(
        what,
        _on(on),
        f"系统告知,{who_signs(ahead.action)}签批",
        avoid=_avoid(ahead),
        lapse=f"告知满 {notice_words(measure)}后才可以签批{day}。{NOBODY_ELSE}",
    )


def label_of(action: str) -> str:
    return str(LadderAction(action).label)


def who_signs(action: str) -> str:
    names = "或".join(str(Role(role).label) for role in SIGNERS.get(action, ()))
    return SIGNED_BY.format(names)


def _on(day: date) -> str:
    return f"{chinese_day(day)}晚间"


def _causes(ahead: Ahead) -> str:
    return ";".join(cause.title for cause in ahead.causes)


def _avoid(ahead: Ahead) -> str:
    if any(cause.kind == ORDER for cause in ahead.causes):
        return "完成整改并提交复查;确有困难的,申请延期"
    return "按提醒办理到位,问题核实消除后自动停止"
