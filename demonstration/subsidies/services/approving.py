"""A batch goes to a second person, who approves it with its meeting; only then does the pool hold the money."""

from __future__ import annotations

from datetime import date, datetime

from core.actor import Actor
from core.audit import record
from core.money import yuan
from core.workflow import TransitionRefused, attempt
from demonstration.models import Designation, DesignationState, Meeting, Subsidy, SubsidyBatch, SubsidyState
from demonstration.rounds.meetings import refuse_before_call
from demonstration.subsidies.policy import BATCHES
from demonstration.subsidies.seal import digest_of_lines
from demonstration.subsidies.selectors import counts_of
from demonstration.subsidies.services.pools import take
from demonstration.subsidies.transitions import BATCH, SUBSIDY
from sites.text_guard import guarded_text
from sites.vocabulary import IN_USE

#: Sites that a refusal names.
MOST_NAMED = 3


def submit_batch(key: int, *, actor: Actor, now: datetime, seen: int | None = None) -> SubsidyBatch:
    """Raises ``TransitionRefused`` without lines, with findings that nobody answered, or above the pool."""
    with BATCH.step(key, "submit", actor=actor, now=now, seen=seen, submitted_by_id=actor.id) as step:
        _refuse_unready(step.row)
    return step.row


def _refuse_unready(row: SubsidyBatch) -> None:
    told = counts_of(row)
    if not told["count"]:
        raise TransitionRefused("没有一处可以补助,不能提交。请核对测算结果,或撤销本批次。")
    if told["open"]:
        raise TransitionRefused(
            f"还有 {told['open']} 处有提示没有处理。请逐处填写仍予补助的理由,或不予补助,再提交。"
        )
    _refuse_ended(row)
    left = row.pool.left
    if told["total"] > left:
        raise TransitionRefused(
            f"合计 {yuan(told['total'])},经费只剩 {yuan(left)}。请减少补助阵地,或换一笔经费重新测算。"
        )


def _refuse_ended(row: SubsidyBatch) -> None:
    """A title may have ended since the working, a site may be closed.

    The titles are held, so that whoever takes one away at this moment waits and then finds the money.
    """
    lines = row.lines.filter(state=SubsidyState.PROPOSED).select_related("site")
    titles = Designation.objects.select_for_update().filter(pk__in=lines.values("designation_id"))
    ended = {each.pk for each in titles.order_by("pk") if each.state != DesignationState.VALID}
    names = [
        str(line.site)
        for line in lines.order_by("pk")
        if line.designation_id in ended or line.site.state not in IN_USE
    ]
    if names:
        more = f"等 {len(names)} 处" if len(names) > MOST_NAMED else ""
        raise TransitionRefused(
            f"{'、'.join(names[:MOST_NAMED])}{more}测算以后称号已取消或终止,或者阵地已不在用,不能补助。"
            "请重新测算;已经提交的先退回修改。"
        )


def give_back_batch(
    key: int, *, note: str, actor: Actor, now: datetime, seen: int | None = None
) -> SubsidyBatch:
    with BATCH.step(key, "give_back", actor=actor, now=now, note=note, seen=seen) as step:
        pass
    return step.row


def approve_batch(
    key: int, meeting_id: int | None, *, actor: Actor, now: datetime, seen: int | None = None
) -> SubsidyBatch:
    """By a second person, with a meeting of the issuer; every line is approved and the pool holds their sum.

    Locks: the batch, its titles and its lines in the order of their keys, the pool. Raises ``NotAllowed``, ``TransitionRefused``.
    """
    with BATCH.step(
        key,
        "approve",
        actor=actor,
        now=now,
        seen=seen,
        approved_by=actor.name,
        approved_at=now,
        meeting=lambda row: _meeting(row, meeting_id),
    ) as step:
        row = step.row
        _refuse_unready(row)
        keys = _proposed(row)
        for line in keys:
            with SUBSIDY.step(line, "approve", actor=actor, now=now, updated_at=now, approved_at=now):
                pass
        lines = list(row.lines.filter(state=SubsidyState.APPROVED).order_by("pk"))
        pool = take(row.pool_id, sum(line.amount for line in lines))
        row.digest = digest_of_lines(lines)
        row.save(update_fields=["digest"])
        step.details.update(digest=row.digest, meeting=row.meeting_id, left=pool.left)
    return row


def drop_batch(key: int, *, note: str, actor: Actor, now: datetime, seen: int | None = None) -> SubsidyBatch:
    with BATCH.step(key, "drop", actor=actor, now=now, note=note, seen=seen) as step:
        for line in _proposed(step.row):
            with SUBSIDY.step(line, "drop", actor=actor, now=now, updated_at=now):
                pass
    return step.row


def _proposed(row: SubsidyBatch) -> list[int]:
    rows = Subsidy.objects.filter(batch=row, state=SubsidyState.PROPOSED)
    return list(rows.order_by("pk").values_list("pk", flat=True))


def _meeting(row: SubsidyBatch, meeting_id: int | None) -> Meeting:
    found = Meeting.objects.filter(pk=meeting_id, issuer=row.pool.issuer_id).first() if meeting_id else None
    if found is None:
        raise TransitionRefused("批准补助须登记研究决定的会议,请先选择或登记会议。")
    if row.round is not None:
        refuse_before_call(row.round, found.held_on, "本批补助")
    return found


def enter_meeting(
    batch: SubsidyBatch, name: str, held_on: date, minutes_number: str, *, actor: Actor, now: datetime
) -> Meeting:
    """The meeting that the money rests on. Raises ``NotAllowed``, ``TransitionRefused``, ``Refusal``."""
    with attempt(actor, "subsidy_batch.meeting", batch, now=now, label="登记会议"):
        BATCHES.require(actor, "approve", batch)
        if held_on > now.date():
            raise TransitionRefused("会议日期晚于今天,请核对。会议开过以后再登记。")
        row = Meeting.objects.create(
            issuer=batch.pool.issuer,
            name=guarded_text("会议名称", name),
            held_on=held_on,
            minutes_number=guarded_text("纪要编号", minutes_number),
            entered_by=actor.name,
            entered_at=now,
        )
        record(actor, "subsidy_batch.meeting", batch, now=now, label="登记会议", note=str(row))
    return row
