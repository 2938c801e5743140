"""收回补助: asked back with its ground, by the office or because a title ended; what comes back goes to the pool.

A title that is restored lets its money be, unless some of it came back already: then the page says what to do.
"""

from __future__ import annotations

from datetime import date, datetime

from core.actor import SYSTEM, Actor
from core.money import yuan
from core.workflow import TransitionRefused
from demonstration.models import Designation, Recovery, Subsidy, SubsidyState
from demonstration.subsidies.selectors import came_back, has_arrived
from demonstration.subsidies.services.lines import release_line
from demonstration.subsidies.services.pools import give_back
from demonstration.subsidies.transitions import SUBSIDY
from sites.text_guard import guarded_text

MOST_GROUND = 300


def recall_line(
    row: Subsidy,
    fen: int | None,
    *,
    ground: str,
    actor: Actor,
    now: datetime,
    seen: int | None = None,
) -> Subsidy:
    """Asks for so much back; ``None``: all. Raises ``TransitionRefused`` below one fen or above the amount."""
    told = guarded_text("收回依据", ground)[:MOST_GROUND]
    with SUBSIDY.step(row.pk, "recall", actor=actor, now=now, note=told, seen=seen, updated_at=now) as step:
        line = step.row
        line.recalled = line.amount if fen is None else fen
        if not 1 <= line.recalled <= line.amount:
            raise TransitionRefused(f"应收回金额应大于 0 元,不超过 {yuan(line.amount)},请核对。")
        line.recall_ground = told
        line.save(update_fields=["recalled", "recall_ground"])
        step.changes["应收回"] = ("", yuan(line.recalled))
    return line


def propose_recall(designation: Designation, ground: str, *, actor: Actor, now: datetime) -> list[Subsidy]:
    """The money that a title brought, once the title has ended: not paid yet, it is given up; paid, it is asked back.

    Lines in the order of their keys; a second call finds none. The ground of the ending stands on each.
    """
    rows = Subsidy.objects.filter(
        designation=designation, state__in=[SubsidyState.APPROVED, SubsidyState.PAID, SubsidyState.RECEIVED]
    )
    moved = []
    for row in rows.order_by("pk"):
        if row.state == SubsidyState.APPROVED:
            moved.append(release_line(row, note=ground, actor=actor, now=now))
        else:
            moved.append(recall_line(row, None, ground=ground, actor=actor, now=now))
    return moved


def follow_ended_title(designation: Designation, now: datetime) -> None:
    """What was decided about the title decides about its money: the system asks it back with the same ground."""
    propose_recall(designation, designation.ground, actor=SYSTEM, now=now)


def follow_returned_title(designation: Designation, ground: str, now: datetime) -> None:
    """What was asked back on this ground and nothing of which came back yet stands again as before.

    Locks: the lines in the order of their keys, so that money which arrives at the same moment waits or came first.
    """
    told = guarded_text("收回依据", ground)[:MOST_GROUND]
    rows = Subsidy.objects.select_for_update(of=("self",)).filter(
        designation=designation, state=SubsidyState.RECALLED, recall_ground=told
    )
    for row in rows.order_by("pk"):
        if not came_back(row):
            _let_be(row, now)


def _let_be(row: Subsidy, now: datetime) -> None:
    last = row.payments.order_by("-step").first()
    is_there = has_arrived(row, last) and last is not None and bool(last.receipt_number)
    action = "let_keep" if is_there else "let_pay"
    with SUBSIDY.step(row.pk, action, actor=SYSTEM, now=now, note="称号已恢复。", updated_at=now) as step:
        step.changes["应收回"] = (yuan(step.row.recalled), "")
        step.row.recalled, step.row.recall_ground = 0, ""
        step.row.save(update_fields=["recalled", "recall_ground"])


def recover(
    row: Subsidy,
    fen: int,
    document_number: str,
    received_on: date,
    *,
    actor: Actor,
    now: datetime,
    seen: int | None = None,
) -> Recovery:
    """So much came back; with the last of it the line is settled. Locks: the line, the pool."""
    number = guarded_text("通知文号", document_number)
    with SUBSIDY.step(row.pk, "recover", actor=actor, now=now, seen=seen, updated_at=now) as step:
        line = step.row
        left = line.recalled - came_back(line)
        if not 1 <= fen <= left:
            raise TransitionRefused(f"收回金额应大于 0 元,不超过尚未收回的 {yuan(left)},请核对。")
        if received_on > now.date():
            raise TransitionRefused("收回日期晚于今天,请核对。")
        recovery = Recovery.objects.create(
            subsidy=line,
            amount=fen,
            document_number=number,
            received_on=received_on,
            entered_by=actor.name,
            entered_at=now,
        )
        give_back(line.batch.pool_id, fen)
        step.changes["收回款"] = ("", yuan(fen))
        if fen == left:
            with SUBSIDY.step(line.pk, "settle", actor=actor, now=now, updated_at=now):
                pass
    return recovery
