"""A nomination ends before the review: taken back by the site, or left behind when the review begins."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q

from core.actor import SYSTEM, Actor
from demonstration.models import LIVE, Nomination, NominationState, Round, RoundQuota, RoundState
from demonstration.nominating.services.ranking import free_place, quota_held
from demonstration.nominating.services.telling import tell_branch, tell_site
from demonstration.nominating.transitions import NOMINATION
from inspection.assessing.services import drop_led
from sites.text_guard import guarded_text

MOST_REASON = 300

#: Whoever still takes part hears that a round was given up.
_RUNNING = Q(state__in=LIVE) & ~Q(state=NominationState.DRAFT)
_TOLD = ("site", "round", "branch")

NOT_HANDED_IN = "申报截止时没有提交"
NOT_RECOMMENDED = "推荐截止时没有获得推荐"


def discard_nomination(key: int, *, actor: Actor, now: datetime, seen: int | None = None) -> Nomination:
    """A draft is given up; the site may be put forward anew while the window is open."""
    with NOMINATION.step(key, "discard", actor=actor, now=now, seen=seen, updated_at=now) as step:
        _drop_points(step.row, now)
    return step.row


def withdraw_nomination(
    key: int, *, note: str, actor: Actor, now: datetime, seen: int | None = None
) -> Nomination:
    """Taken back with the reason, until the review; a place that it held is free again."""
    reason = guarded_text("撤回原因", note)[:MOST_REASON]
    with (
        quota_held(key, "withdraw", actor=actor, now=now),
        NOMINATION.step(
            key, "withdraw", actor=actor, now=now, seen=seen, note=reason, updated_at=now
        ) as step,
    ):
        if step.before == NominationState.RECOMMENDED:
            free_place(step.row)
        _drop_points(step.row, now)
        tell_branch(step.row, "申报单位已撤回", actor, now)
    return step.row


def enter_review(round: Round, *, now: datetime) -> int:
    """The review begins: the recommended go on, the others are left behind and told. Gives how many went on.

    Called with the round locked. A second call finds nothing to do.
    """
    with transaction.atomic():
        quotas = RoundQuota.objects.select_for_update().filter(round=round).order_by("pk")
        list(quotas.values_list("pk", flat=True))
        states = (
            NominationState.DRAFT,
            NominationState.SUBMITTED,
            NominationState.RETURNED,
            NominationState.RECOMMENDED,
        )
        rows = Nomination.objects.filter(round=round, state__in=states).order_by("pk")
        moved = 0
        for key, state in list(rows.values_list("pk", "state")):
            moved += _moved_on(key, state, now)
        return moved


def follow_stage(round: Round, before: str, actor: Actor, now: datetime) -> None:
    """What nominations do when their round goes to another stage."""
    if round.state == RoundState.REVIEW and before == RoundState.RECOMMENDING:
        enter_review(round, now=now)
    elif round.state == RoundState.DROPPED and before != RoundState.DRAFT:
        for row in Nomination.objects.filter(_RUNNING, round=round).select_related(*_TOLD).order_by("pk"):
            tell_site(row, "本次评定已终止", actor, now, mark="-dropped")


def _moved_on(key: int, state: str, now: datetime) -> bool:
    if state == NominationState.RECOMMENDED:
        with NOMINATION.step(key, "enter_review", actor=SYSTEM, now=now, updated_at=now) as step:
            tell_site(step.row, "已进入评审", SYSTEM, now)
        return True
    if state == NominationState.DRAFT:
        with NOMINATION.step(key, "lapse", actor=SYSTEM, now=now, note=NOT_HANDED_IN, updated_at=now) as step:
            _drop_points(step.row, now)
        return False
    fields: dict[str, Any] = {"opinion": NOT_RECOMMENDED, "updated_at": now}
    with NOMINATION.step(key, "close_out", actor=SYSTEM, now=now, note=NOT_RECOMMENDED, **fields) as step:
        tell_site(step.row, f"未获推荐({NOT_RECOMMENDED})", SYSTEM, now)
    return False


def _drop_points(row: Nomination, now: datetime) -> None:
    if row.assessment_id is not None:
        drop_led(row.assessment_id, now=now)
