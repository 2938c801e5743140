"""Which steps of the ladder stand on the findings of one page of the board? One statement for all of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.urls import reverse

from core.actor import Actor
from core.registry import milder_checks
from core.words import chinese_day
from inspection.laddering.climbing import Ahead
from inspection.laddering.selectors import ahead_of, announced_over
from inspection.laddering.states import FINDING, ConsequenceState
from inspection.models import Consequence, ConsequenceCause, Finding
from inspection.watching.handing import Next, StepOver
from rulebook.choices import LadderAction
from rulebook.provisional import doubt

RESTS = "整改已提交复查或者延期申请待答复,暂不签批"
#: The check that tells of an order whose day has passed.
ORDER_OVERDUE = "order_overdue"


def steps_over(actor: Actor, findings: Sequence[Finding], day: date) -> dict[int, list[StepOver]]:
    """What is announced because of each finding of a page."""
    causes = list(announced_over(actor, {each.site_id for each in findings if each.site_id}, day))
    found: dict[int, list[StepOver]] = {}
    for finding in findings:
        own = {each.consequence_id: each for each in causes if _rests_on(each, finding)}
        if own:
            found[finding.pk] = [_step_over(each, day) for each in own.values()]
    return found


def next_days(findings: Sequence[Finding], day: date) -> dict[int, Next]:
    """The next rung of each, by the rule that the nightly job obeys, for all sites with the same number of statements."""
    ahead = ahead_of(sorted({each.site_id for each in findings if each.site_id}), day)
    return {
        key: _next(each, day)
        for line in ahead.values()
        for each in line
        for cause in each.causes
        for kind, key in cause.names
        if kind == FINDING
    }


def _next(ahead: Ahead, day: date) -> Next:
    label, told = LadderAction(ahead.action).label, ahead.announced
    if told is not None:
        doubtful = doubt(told.earliest_on, provisional=told.is_provisional)
        return Next(told.earliest_on, f"最早{chinese_day(told.earliest_on)}签批{label}{doubtful}")
    on = max(ahead.ripe_on, day)
    does = "提醒" if ahead.action == LadderAction.REMIND else f"告知拟{label}"
    return Next(on, f"{chinese_day(on)}晚间系统{does}")


def _rests_on(cause: ConsequenceCause, finding: Finding) -> bool:
    """The finding itself, the milder one out of which it grew, or the order whose lapse it tells."""
    if cause.consequence.site_id != finding.site_id:
        return False
    if cause.finding is None:
        return finding.code == ORDER_OVERDUE
    return cause.finding_id == finding.pk or cause.finding.code in milder_checks(finding.code)


def _step_over(cause: ConsequenceCause, day: date) -> StepOver:
    row = cause.consequence
    words = f"拟{row.action_label},{RESTS if getattr(cause, 'rests', False) else _until(row, day)}"
    may_sign = bool(getattr(cause, "may_sign", False))
    return StepOver(row.pk, words, reverse("consequence", args=[row.pk]), may_sign)


def _until(row: Consequence, day: date) -> str:
    if row.state == ConsequenceState.OBJECTED:
        return "有异议待答复"
    if row.earliest_on is None or (row.earliest_on <= day and not row.earliest_is_provisional):
        return "告知期已满,可以签批"
    doubtful = doubt(row.earliest_on, provisional=row.earliest_is_provisional)
    return f"最早{chinese_day(row.earliest_on)}{doubtful}可以签批"
