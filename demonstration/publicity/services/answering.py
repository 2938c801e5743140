"""An objection is looked into and answered; where it is upheld, the entry goes and nothing else begins anew."""

from __future__ import annotations

from datetime import datetime

from core.actor import SYSTEM, Actor
from core.workflow import TransitionRefused
from demonstration.models import NominationState, Objection, PublicityEntry, PublicityState
from demonstration.nominating.services.telling import tell_site
from demonstration.nominating.transitions import NOMINATION
from demonstration.publicity.services.objecting import hold
from demonstration.publicity.transitions import OBJECTION
from sites.refusals import Refusal
from sites.text_guard import guarded_text

MOST_FINDINGS = 2000
MOST_REPLY = 1000

UPHELD = "公示期间异议成立"


def take_objection(key: int, *, actor: Actor, now: datetime, seen: int | None = None) -> Objection:
    with OBJECTION.step(
        key, "take", actor=actor, now=now, seen=seen, taken_by=actor.name, taken_by_id=actor.id
    ) as step:
        pass
    return step.row


def decide_objection(
    key: int,
    *,
    is_upheld: bool,
    findings: str,
    reply: str,
    actor: Actor,
    now: datetime,
    seen: int | None = None,
) -> Objection:
    """With what was found, for the office, and the reply, for the sender. Raises ``Refusal`` without either."""
    found = _written("核查情况", findings, MOST_FINDINGS)
    told = _written("答复", reply, MOST_REPLY)
    with OBJECTION.step(
        key,
        "uphold" if is_upheld else "reject",
        actor=actor,
        now=now,
        seen=seen,
        findings=found,
        reply=told,
        answered_at=now,
    ) as step:
        row = step.row
        if is_upheld:
            _take_off(row, now)
        hold(row.entry.nomination_id)
    return row


def _written(label: str, text: str, most: int) -> str:
    clean = guarded_text(label, text, keep_lines=True)
    if not clean:
        raise Refusal(f"请填写{label}。")
    if len(clean) > most:
        raise Refusal(f"{label}最多 {most} 个字,请缩短。")
    return clean


def _take_off(row: Objection, now: datetime) -> None:
    """From this notice and from the one that took its place; the nomination is named no more."""
    nomination = row.entry.nomination
    why = f"{UPHELD}({row.number})"
    entries = PublicityEntry.objects.filter(nomination=nomination, removed_at=None)
    entries.exclude(publicity__state=PublicityState.REPLACED).update(removed_why=why, removed_at=now)
    nomination.refresh_from_db()
    if nomination.state == NominationState.EXCLUDED:
        return
    if nomination.state not in (NominationState.SELECTED, NominationState.RESERVE):
        raise TransitionRefused(f"该申报是“{nomination.state_label}”,请按取消资格的程序办理。")
    with NOMINATION.step(
        nomination.pk, "exclude", actor=SYSTEM, now=now, note=f"{UPHELD}。", updated_at=now
    ) as step:
        tell_site(step.row, "公示期间异议成立,不予命名,可以申请复核", SYSTEM, now)
