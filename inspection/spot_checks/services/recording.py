"""Each drawn site gets its visit, or the reason why nobody was there; after the last one the draw is done."""

from __future__ import annotations

from datetime import datetime

from core.actor import SYSTEM, Actor
from core.policy import NotAllowed
from core.workflow import TransitionRefused
from inspection.models import DrawnSite, SpotCheck, Visit, VisitKind
from inspection.spot_checks.policy import records
from inspection.spot_checks.transitions import SPOT_CHECK
from inspection.visiting.services import write_sighting
from inspection.visiting.sightings import Sighting


def record_drawn(key: int, position: int, seen: Sighting, *, actor: Actor, now: datetime) -> Visit:
    """What was found there. Raises ``BadSighting``, ``NotAllowed``, ``TransitionRefused``."""
    with SPOT_CHECK.step(key, "record", actor=actor, now=now, updated_at=now) as step:
        row = _open_row(step.row, position)
        decision = records(actor, row)
        if not decision:
            raise NotAllowed(decision.reason)
        visit = write_sighting(row.site, VisitKind.SPOT_CHECK, seen, actor=actor, now=now)
        row.visit = visit
        row.save(update_fields=["visit"])
        step.changes[f"第 {position} 处 {row.site}"] = ("", visit.outcome)
        _finish_after(step.row, now)
    return visit


def skip_drawn(key: int, position: int, why: str, *, actor: Actor, now: datetime) -> DrawnSite:
    """Nobody could go there: cancelled meanwhile, snowed in."""
    with SPOT_CHECK.step(key, "skip", actor=actor, now=now, note=why, updated_at=now) as step:
        row = _open_row(step.row, position)
        row.skipped = why.strip()
        row.save(update_fields=["skipped"])
        step.changes[f"第 {position} 处 {row.site}"] = ("", "未检查")
        _finish_after(step.row, now)
    return row


def _open_row(check: SpotCheck, position: int) -> DrawnSite:
    rows = DrawnSite.objects.select_related("site", "site__version", "site__managing_union")
    row = rows.filter(spot_check=check, position=position).first()
    if row is None:
        raise TransitionRefused("本次抽查中没有这一处,请刷新页面后再试。")
    if row.is_done:
        raise TransitionRefused("这一处已经登记过,不能再改。请刷新页面查看。")
    row.spot_check = check
    return row


def _finish_after(check: SpotCheck, now: datetime) -> None:
    if not check.drawn.filter(visit=None, skipped="").exists():
        with SPOT_CHECK.step(check.pk, "finish", actor=SYSTEM, now=now, ended_at=now, updated_at=now):
            pass
