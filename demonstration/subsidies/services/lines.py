"""One line of a draft: whose account, why all the same, or nothing; and an approved one that is given up."""

from __future__ import annotations

from datetime import datetime

from accounts.models import Union
from core.actor import Actor
from core.workflow import NoteMissing, TransitionRefused
from demonstration.models import Subsidy
from demonstration.subsidies.chains import may_keep
from demonstration.subsidies.services.pools import give_back
from demonstration.subsidies.transitions import BATCH, SUBSIDY
from sites.text_guard import guarded_text


def edit_line(
    row: Subsidy, keeper_id: int | None, reason: str, *, actor: Actor, now: datetime, seen: int | None = None
) -> Subsidy:
    """The upper union that keeps the account, if any, and the reason to pay in spite of what was found.

    Raises ``TransitionRefused`` for a keeper that is no upper union, ``NoteMissing`` without a reason where one is
    due, ``Refusal``.
    """
    told = guarded_text("仍予补助的理由", reason)
    with (
        BATCH.step(row.batch_id, "edit", actor=actor, now=now),
        SUBSIDY.step(row.pk, "edit", actor=actor, now=now, seen=seen, updated_at=now) as step,
    ):
        line = step.row
        if line.warnings and not told.strip():
            raise NoteMissing("这一处有提示,请填写仍予补助的理由;不予补助的,点页面上方的“不予补助”。")
        keeper = _keeper(line, keeper_id)
        if told != line.override_reason:
            step.changes["仍予补助的理由"] = (line.override_reason, told)
        if keeper != line.keeper:
            step.changes["代管账户工会"] = (str(line.keeper or "本工会账户"), str(keeper or "本工会账户"))
        line.override_reason, line.keeper = told, keeper
        line.save(update_fields=["override_reason", "keeper"])
    return line


def _keeper(line: Subsidy, keeper_id: int | None) -> Union | None:
    keeper = Union.objects.filter(pk=keeper_id).first() if keeper_id else None
    issuer = line.batch.pool.issuer.path or ""
    if keeper and not may_keep(issuer, line.payee.path or "", keeper.path or ""):
        raise TransitionRefused("代管账户的工会应是收款工会的上级,请重新选择。")
    return keeper


def leave_out(row: Subsidy, *, note: str, actor: Actor, now: datetime, seen: int | None = None) -> Subsidy:
    """Not paid; stays in the batch with the reason, also when it is worked out again."""
    with (
        BATCH.step(row.batch_id, "edit", actor=actor, now=now),
        SUBSIDY.step(row.pk, "leave_out", actor=actor, now=now, note=note, seen=seen, updated_at=now) as step,
    ):
        pass
    return step.row


def release_line(row: Subsidy, *, note: str, actor: Actor, now: datetime, seen: int | None = None) -> Subsidy:
    """Approved and not paid yet: the pool has the money again. Locks: the line, the pool."""
    with SUBSIDY.step(row.pk, "release", actor=actor, now=now, note=note, seen=seen, updated_at=now) as step:
        give_back(step.row.batch.pool_id, step.row.amount)
    return step.row
