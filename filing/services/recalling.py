"""Whoever passed a case on by mistake takes it back, as long as nobody has gone on with it. A decision is never taken back."""

from __future__ import annotations

from datetime import datetime

from core.actor import Actor
from filing.clock import clock_of
from filing.models import Filing
from filing.selectors import pinned_measure
from filing.services.moving import tell_office_left
from filing.transitions import FILING
from rulebook.selectors import load_calendar


def recall_filing(
    filing_id: int, action: str, *, actor: Actor, now: datetime, note: str = "", seen: int | None = None
) -> Filing:
    """Back to where it was, by ``action`` (``recall_pass_check``, ``recall_forward``, ``recall_sign``).

    The days that it lay with the next office count as the recaller's own.
    """
    with FILING.step(filing_id, action, actor=actor, now=now, note=note, seen=seen, updated_at=now) as step:
        row = step.row
        told = row.last_move or {}
        tell_office_left(row, step.before, "已被上一环节取回,暂不用办理", actor, now)
        if action == "recall_sign":
            row.sign_offs.filter(level=row.signed_levels, user_id=actor.key).delete()
            row.signed_levels -= 1
        else:
            _restore_clock(row, told)
        row.last_move = None
        row.save(update_fields=["last_move", "signed_levels"])
    return step.row


def _restore_clock(row: Filing, told: dict[str, str]) -> None:
    since, escalated = told["since"], told["escalated"]
    began, spent = datetime.fromisoformat(since), int(told["spent"])
    clock = clock_of(row.state, pinned_measure(row), load_calendar(), began, spent=spent)
    clock["escalated_at"] = datetime.fromisoformat(escalated) if escalated else None
    for name, value in clock.items():
        setattr(row, name, value)
    row.save(update_fields=list(clock))
