"""Which steps of the ladder stand on the findings of one page of the board? One statement for all of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from django.urls import reverse

from core.actor import Actor
from core.registry import milder_checks
from core.words import chinese_day
from inspection.laddering.climbing import Ahead, Announced
from inspection.laddering.next_steps import label_of, on_words
from inspection.laddering.notice_days import notice_words
from inspection.laddering.selectors import ahead_of, announced_over
from inspection.laddering.states import FINDING, ConsequenceState
from inspection.models import Consequence, ConsequenceCause, Finding
from inspection.watching.handing import Next, StepOver
from rulebook.choices import LadderAction
from rulebook.provisional import doubt
from rulebook.selectors import measures_of
from rulebook.terms import Measure

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
    coming = [each for line in _ahead(findings, day) for each in line if each.causes]
    measures = measures_of({each.pack_id for each in coming})
    told = [(each, step) for each in coming if (step := _next(each, measures[each.pack_id], day))]
    return {
        key: step
        for each, step in told
        for cause in each.causes
        for kind, key in cause.names
        if kind == FINDING
    }


def _ahead(findings: Sequence[Finding], day: date) -> Iterable[Sequence[Ahead]]:
    return ahead_of(sorted({each.site_id for each in findings if each.site_id}), day).values()


def _next(ahead: Ahead, measure: Measure, day: date) -> Next | None:
    """As ``step_of`` says it, without who signs; nothing where the job announces nothing."""
    label = label_of(ahead.action)
    if ahead.announced is not None:
        return Next(ahead.announced.earliest_on, f"{_told_words(ahead, ahead.announced, day)}{label}")
    does = "提醒" if ahead.action == LadderAction.REMIND else f"告知拟{label}"
    if ahead.action != LadderAction.REMIND and not notice_words(measure):
        return None
    return Next(max(ahead.ripe_on, day), f"{on_words(ahead.ripe_on, day)}系统{does}")


def _told_words(ahead: Ahead, told: Announced, day: date) -> str:
    if told.is_objected:
        return "待答复异议:拟"
    if ahead.rests:
        return f"{ahead.rests},暂不签批"
    if told.earliest_on <= day and not told.is_provisional:
        return "告知期已满,可以签批"
    return f"最早{chinese_day(told.earliest_on)}{doubt(told.earliest_on, provisional=told.is_provisional)}可以签批"


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
