"""What happens next on the ladder, when, who acts and what stops it: the words of what the nightly job will do."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from core.clock import LEGAL_ZONE
from core.registry import NextStep
from core.words import chinese_day
from inspection.laddering.climbing import Ahead, Announced
from inspection.laddering.notice_days import (
    answer_due,
    answer_words,
    earliest_after,
    earliest_words,
    lack_of_notice,
    notice_words,
)
from inspection.laddering.plates import led_step
from inspection.laddering.selectors import ahead_of, is_on_ladder
from inspection.laddering.signers import who_signs
from inspection.laddering.states import FINDING, ORDER
from inspection.models import Rectification
from inspection.rectifying.next_steps import REPORTED
from rulebook.choices import LadderAction
from rulebook.provisional import doubt
from rulebook.selectors import load_calendar, measure_of
from rulebook.terms import Measure
from rulebook.workdays import DueDate
from sites.models import ServiceSite
from sites.vocabulary import SiteState

NOBODY_ELSE = "系统不会自动处置,须由有签批权限的人员逐项签批;理由消除的,告知自动撤下。"


def coming_for(site_id: int, now: datetime) -> tuple[Ahead, ...]:
    """What follows for one site today, by the rule that the nightly job obeys."""
    return ahead_for(site_id, now) if is_on_ladder(site_id) else ()


def ahead_for(site_id: int, now: datetime) -> tuple[Ahead, ...]:
    """The same of a site that is known to have something on the ladder."""
    return tuple(ahead for ahead in ahead_of([site_id], today_of(now))[site_id] if not ahead.falls)


def today_of(now: datetime) -> date:
    return now.astimezone(LEGAL_ZONE).date()


def steps_for(site: ServiceSite, now: datetime) -> list[NextStep]:
    """Everything ahead of a site, the mildest first."""
    return [step_of(ahead, site, now) for ahead in coming_for(site.pk, now)]


def ladder_step(row: Any, now: datetime) -> NextStep | None:
    """For a site: what is announced comes first, then what a signature led to, then what follows from findings.

    An order says itself what to do.
    """
    if not isinstance(row, ServiceSite) or not row.code:
        return None
    is_climbing = is_on_ladder(row.pk)
    coming = ahead_for(row.pk, now) if is_climbing else ()
    if told := [ahead for ahead in coming if ahead.announced is not None]:
        return step_of(min(told, key=_day_of), row, now)
    led = led_step(row) if is_climbing or row.state == SiteState.SUSPENDED else None
    found = min(filter(_is_of_findings, coming), key=_day_of, default=None)
    return led or (step_of(found, row, now) if found else None)


def _is_of_findings(ahead: Ahead) -> bool:
    return any(cause.kind == FINDING for cause in ahead.causes)


def _day_of(ahead: Ahead) -> date:
    """What comes first of several is told first."""
    return ahead.announced.earliest_on if ahead.announced else ahead.ripe_on


def steps_after(order: Rectification, now: datetime) -> list[NextStep]:
    """What follows for the site because of this order."""
    coming = coming_for(order.site_id, now)
    return [
        step_of(ahead, order.site, now)
        for ahead in coming
        if any(cause.name == (ORDER, order.pk) for cause in ahead.causes)
    ]


def step_of(ahead: Ahead, site: ServiceSite, now: datetime) -> NextStep:
    today, measure = today_of(now), measure_of(ahead.pack_id)
    if ahead.action == LadderAction.REMIND:
        return NextStep(
            f"提醒:{causes_words(ahead)}", on_words(ahead.ripe_on, today), "系统", avoid=_avoid(ahead)
        )
    if ahead.announced is None:
        return _to_announce(ahead, measure, site, today)
    return _announced(ahead, ahead.announced, site, measure, today)


def _announced(ahead: Ahead, told: Announced, site: ServiceSite, measure: Measure, today: date) -> NextStep:
    label, who = label_of(ahead.action), who_signs(ahead.action, site)
    if told.is_objected:
        return NextStep(
            f"答复对拟{label}的异议:{causes_words(ahead)}",
            f"{_answer_by(told, measure, today)};答复以前不能签批",
            who,
            avoid=_avoid(ahead),
            lapse=NOBODY_ELSE,
        )
    if ahead.rests:
        return NextStep(
            f"拟{label}:{causes_words(ahead)}",
            f"{ahead.rests},暂不签批",
            who,
            avoid="复查办结,自动撤下",
            lapse=f"复查不通过或者不同意延期的,告知期满后可以签批。{NOBODY_ELSE}",
        )
    is_time = told.earliest_on <= today and not told.is_provisional
    day = f"{chinese_day(told.earliest_on)}{doubt(told.earliest_on, provisional=told.is_provisional)}"
    return NextStep(
        f"{'' if is_time else '告知期满后'}签批{label}:{causes_words(ahead)}",
        "告知期已满,可以签批" if is_time else f"最早{day}可以签批",
        who,
        avoid=_avoid(ahead),
        also="" if told.is_answered else "有不同意见的,阵地负责人可以在签批前提出异议",
        lapse=NOBODY_ELSE,
    )


def answer_due_of(told: Announced, measure: Measure) -> DueDate | None:
    return answer_due(measure, told.objected_on, load_calendar()) if told.objected_on else None


def _answer_by(told: Announced, measure: Measure, today: date) -> str:
    if told.objected_on is None:
        return "请尽快答复"
    due = answer_due_of(told, measure)
    if due is None:
        return f"{chinese_day(told.objected_on)}提出,管理办法没有规定答复期限,请尽快答复"
    return answer_words(due, today)


def _to_announce(ahead: Ahead, measure: Measure, site: ServiceSite, today: date) -> NextStep:
    label, on = label_of(ahead.action), max(ahead.ripe_on, today)
    what = f"仍未解决的,告知拟{label}:{causes_words(ahead)}"
    if lack := lack_of_notice(measure):
        return NextStep(
            f"仍未解决的,可能{label}:{causes_words(ahead)}", who="系统管理员", avoid=_avoid(ahead), lapse=lack
        )
    earliest = earliest_after(measure, on, load_calendar())
    day = f",{earliest_words(earliest)}" if earliest else ""
    return NextStep(
        what,
        on_words(on, today),
        f"系统告知,{who_signs(ahead.action, site)}签批",
        avoid=_avoid(ahead),
        lapse=f"告知满 {notice_words(measure)}后才可以签批{day}。{NOBODY_ELSE}",
    )


def label_of(action: str) -> str:
    return str(LadderAction(action).label)


def on_words(day: date, today: date) -> str:
    """The job takes up a day when it begins; what is ripe already it takes up within minutes."""
    return f"{chinese_day(day)}凌晨" if day > today else f"{chinese_day(today)}(今天)"


def causes_words(ahead: Ahead) -> str:
    return ";".join(cause.title for cause in ahead.causes)


def _avoid(ahead: Ahead) -> str:
    """Orders under the same rung may be in different hands: each of them is told what still helps."""
    orders = [cause for cause in ahead.causes if cause.kind == ORDER]
    if not orders:
        return "按提醒办理到位,问题核实消除后自动停止"
    if all(cause.is_reported for cause in orders):
        return REPORTED
    others = f";已上报的,{REPORTED}" if any(cause.is_reported for cause in orders) else ""
    return f"完成整改并提交复查;期限没有到、确有困难的,申请延期{others}"
