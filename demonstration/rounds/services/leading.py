"""The round goes from stage to stage: published, closed, lengthened, reviewed, given up."""

from __future__ import annotations

import secrets
from datetime import date, datetime

from django.db.models import F

from accounts.models import Union
from core.actor import SYSTEM, Actor
from core.audit import record
from core.clock import LEGAL_ZONE
from core.words import chinese_moment
from core.workflow import TransitionRefused, attempt
from demonstration.models import Meeting, Round, RoundState
from demonstration.rounds.hooks import follow
from demonstration.rounds.policy import ROUNDS
from demonstration.rounds.selectors import clashing_with, measure_for, what_is_wanting
from demonstration.rounds.transitions import ROUND
from sites.models import Attachment
from sites.text_guard import guarded_text

#: The date that may be moved in each stage, with its name.
DATES = {
    RoundState.OPEN: ("closes_at", "申报截止时间"),
    RoundState.RECOMMENDING: ("recommend_until", "推荐截止时间"),
    RoundState.REVIEW: ("review_until", "评审截止时间"),
}


def publish_round(key: int, *, actor: Actor, now: datetime, seen: int | None = None) -> Round:
    """The call goes out and its terms stand; the measure of the day is pinned.

    Raises ``TransitionRefused`` with everything that is wanting, told at once.
    """
    with ROUND.step(
        key,
        "publish",
        actor=actor,
        now=now,
        seen=seen,
        published_at=now,
        pack_id=lambda row: _pinned(row, now),
        seed=_seed,
    ) as step:
        # Two drafts of the same title, published at the same moment, follow one another here.
        Union.objects.select_for_update(no_key=True).get(pk=step.row.issuer_id)
        other = clashing_with(step.row)
        if other is not None:
            raise TransitionRefused(f"《{other.title}》正在进行,授予同一称号。请等它结束以后再发布。")
        follow(step.row, step.before, actor=actor, now=now)
    return step.row


def _seed(row: Round) -> str:
    return row.seed or secrets.token_hex(32)


def _pinned(row: Round, now: datetime) -> int:
    wanting = what_is_wanting(row, now)
    measure = measure_for(row, now.date())
    if wanting or measure is None:
        raise TransitionRefused("还不能发布。" + "".join(wanting))
    return measure.pk


def close_window(key: int, *, actor: Actor, now: datetime, seen: int | None = None) -> Round:
    """From the stated minute on; before it nobody ends it."""
    with ROUND.step(key, "close_window", actor=actor, now=now, seen=seen) as step:
        if now < step.row.closes_at:
            raise TransitionRefused(f"申报截止时间是{_said(step.row.closes_at)},到时自动结束,不能提前。")
        follow(step.row, step.before, actor=actor, now=now)
    return step.row


def close_windows(keys: list[int], *, now: datetime) -> int:
    """Those whose minute has come; gives how many. A second run finds none."""
    count = 0
    for key in keys:
        try:
            close_window(key, actor=SYSTEM, now=now)
            count += 1
        except TransitionRefused:  # somebody closed or lengthened it meanwhile
            continue
    return count


def start_review(key: int, *, actor: Actor, now: datetime, seen: int | None = None) -> Round:
    """The recommended ones go into review. Refused while branches still have time, or nothing was recommended."""
    with ROUND.step(key, "start_review", actor=actor, now=now, seen=seen) as step:
        row = step.row
        is_used_up = not row.quotas.exclude(taken__gte=F("places")).exists()
        if now < row.recommend_until and not is_used_up:
            raise TransitionRefused(
                f"推荐截止时间是{_said(row.recommend_until)},还有名额没有用完,请等推荐截止后再开始评审。"
            )
        if not row.nominations.filter(state="recommended").exists():
            raise TransitionRefused("还没有推荐任何阵地,不能开始评审。请先由推荐工会推荐,或者终止本次评定。")
        follow(row, step.before, actor=actor, now=now)
    return step.row


def lengthen_round(
    key: int, until: datetime, *, note: str, actor: Actor, now: datetime, seen: int | None = None
) -> Round:
    """Move the end of the present stage to a later moment; later ends move along where they would come before it."""
    with ROUND.step(key, "lengthen", actor=actor, now=now, note=note, seen=seen) as step:
        row = step.row
        name, label = DATES[RoundState(row.state)]
        before = getattr(row, name)
        if until <= before or until <= now:
            raise TransitionRefused(f"新的{label}应晚于现在,并晚于原定的{_said(before)}。")
        step.changes[label] = (_said(before), _said(until))
        names = [each for each, _ in DATES.values()]
        for each in names[names.index(name) :]:
            if each == name or getattr(row, each) < until:
                setattr(row, each, until)
        row.save(update_fields=names)
        follow(row, step.before, actor=actor, now=now)
    return step.row


def drop_round(key: int, *, note: str, actor: Actor, now: datetime, seen: int | None = None) -> Round:
    with ROUND.step(key, "drop", actor=actor, now=now, note=note, seen=seen) as step:
        follow(step.row, step.before, actor=actor, now=now)
    return step.row


def unlock_list(key: int, *, note: str, actor: Actor, now: datetime, seen: int | None = None) -> Round:
    """The list is void and is made again; who stood on it is under review again."""
    with ROUND.step(key, "unlock", actor=actor, now=now, note=note, seen=seen) as step:
        row = step.row
        step.details["void_list"] = row.list_digest
        row.meeting, row.list_text, row.list_digest, row.locked_at = None, "", "", None
        row.save(update_fields=["meeting", "list_text", "list_digest", "locked_at"])
        follow(row, step.before, actor=actor, now=now)
    return step.row


def enter_meeting(
    round: Round,
    name: str,
    held_on: date,
    minutes_number: str,
    *,
    actor: Actor,
    now: datetime,
    scan: Attachment | None = None,
) -> Meeting:
    """A meeting is told before anything rests on it. Raises ``NotAllowed``, ``TransitionRefused``, ``Refusal``."""
    with attempt(actor, "round.meeting", round, now=now, label="登记会议"):
        ROUNDS.require(actor, "lock", round)
        if held_on > now.date():
            raise TransitionRefused("会议日期晚于今天,请核对。会议开过以后再登记。")
        row = Meeting.objects.create(
            issuer=round.issuer,
            name=guarded_text("会议名称", name),
            held_on=held_on,
            minutes_number=guarded_text("纪要编号", minutes_number),
            scan=scan,
            entered_by=actor.name,
            entered_at=now,
        )
        record(actor, "round.meeting", round, now=now, label="登记会议", note=str(row))
    return row


def _said(moment: datetime) -> str:
    return chinese_moment(moment.astimezone(LEGAL_ZONE))
