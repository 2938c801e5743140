"""The branch ranks inside its quota: the place is taken under the lock of the quota, and the database counts along.

Whoever uses up or frees a place locks the quota first and the nomination after it, always in this order.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.db.models import F, Max

from core.actor import Actor
from core.workflow import TransitionRefused, attempt
from demonstration.models import Nomination, RoundQuota
from demonstration.nominating.selectors.lists import neighbour_of
from demonstration.nominating.services.submitting import refuse_after
from demonstration.nominating.services.telling import tell_site
from demonstration.nominating.transitions import NOMINATION
from demonstration.nominating.words import full_words
from sites.text_guard import guarded_text

MOST_OPINION = 300

NO_QUOTA = "本次评定没有给本工会分配这一类型的推荐名额,请联系主办工会。"


class QuotaFull(TransitionRefused):
    """Every place is taken."""


def recommend(
    key: int, *, actor: Actor, now: datetime, seen: int | None = None, note: str = ""
) -> Nomination:
    """Take a place, last in the order. Raises ``QuotaFull`` when none is left."""
    opinion = guarded_text("推荐意见", note)[:MOST_OPINION]
    with quota_held(key, "recommend", actor=actor, now=now) as quota:
        fields: dict[str, Any] = {
            "quota": lambda row: _with_a_place(row, quota, now),
            "rank": lambda row: _last_in(quota) + 1,
            "opinion": opinion,
            "recommended_at": now,
            "updated_at": now,
        }
        with NOMINATION.step(
            key, "recommend", actor=actor, now=now, seen=seen, note=opinion, **fields
        ) as step:
            RoundQuota.objects.filter(pk=step.row.quota_id or 0).update(taken=F("taken") + 1)
            step.details.update(rank=step.row.rank, quota=step.row.quota_id)
            tell_site(step.row, "已获推荐", actor, now)
    return step.row


def take_back(key: int, *, actor: Actor, now: datetime, seen: int | None = None) -> Nomination:
    """The place is free again, those behind move up."""
    with (
        quota_held(key, "take_back", actor=actor, now=now),
        NOMINATION.step(key, "take_back", actor=actor, now=now, seen=seen, updated_at=now) as step,
    ):
        refuse_after(step.row.round, now)
        free_place(step.row)
        tell_site(step.row, "推荐已收回,待重新推荐", actor, now)
    return step.row


def move(key: int, *, up: bool, actor: Actor, now: datetime, seen: int | None = None) -> Nomination:
    """Change places with the next one; refused at the end of the list."""
    with (
        quota_held(key, "move", actor=actor, now=now),
        NOMINATION.step(key, "move", actor=actor, now=now, seen=seen, updated_at=now) as step,
    ):
        row = step.row
        refuse_after(row.round, now)
        other = neighbour_of(actor, row, up=up)
        if other is None:
            raise TransitionRefused(f"已经排在{'最前' if up else '最后'},不能再{'上移' if up else '下移'}。")
        step.changes["推荐次序"] = (str(row.rank), str(other.rank))
        _swap(row, other)
    return row


def pass_over(key: int, *, actor: Actor, now: datetime, note: str, seen: int | None = None) -> Nomination:
    """Not recommended, with the reason; the site is told."""
    reason = guarded_text("不推荐的理由", note)[:MOST_OPINION]
    fields: dict[str, Any] = {"opinion": reason, "updated_at": now}
    with NOMINATION.step(key, "pass_over", actor=actor, now=now, seen=seen, note=reason, **fields) as step:
        refuse_after(step.row.round, now)
        tell_site(step.row, f"未获推荐({reason})", actor, now)
    return step.row


def take_up(key: int, *, actor: Actor, now: datetime, seen: int | None = None) -> Nomination:
    """It waits for the branch again."""
    fields: dict[str, Any] = {"opinion": "", "updated_at": now}
    with NOMINATION.step(key, "take_up", actor=actor, now=now, seen=seen, **fields) as step:
        refuse_after(step.row.round, now)
        tell_site(step.row, "已恢复为待推荐", actor, now)
    return step.row


@contextmanager
def quota_held(key: int, action: str, *, actor: Actor, now: datetime) -> Iterator[RoundQuota | None]:
    """The quota of a nomination, locked until the transaction ends; ``None`` where its branch has none."""
    row = Nomination.objects.select_related("site").get(pk=key)
    label = NOMINATION.edges[action].label
    with attempt(actor, f"nomination.{action}", row, now=now, label=label):
        rows = RoundQuota.objects.select_for_update()
        yield rows.filter(round_id=row.round_id, union_id=row.branch_id, site_type=row.site_type).first()


def free_place(row: Nomination) -> None:
    """Called with the quota locked: the row leaves it, those behind move up one by one."""
    quota_id, rank = row.quota_id, row.rank
    row.quota, row.rank, row.recommended_at = None, None, None
    row.save(update_fields=["quota", "rank", "recommended_at"])
    behind = Nomination.objects.filter(quota_id=quota_id, rank__gt=rank).order_by("rank")
    for pk, place in list(behind.values_list("pk", "rank")):
        Nomination.objects.filter(pk=pk).update(rank=(place or 0) - 1)
    RoundQuota.objects.filter(pk=quota_id or 0).update(taken=F("taken") - 1)


def _with_a_place(row: Nomination, quota: RoundQuota | None, now: datetime) -> RoundQuota:
    refuse_after(row.round, now)
    if quota is None:
        raise TransitionRefused(NO_QUOTA)
    if quota.taken >= quota.places:
        raise QuotaFull(full_words(quota.places))
    return quota


def _last_in(quota: RoundQuota | None) -> int:
    rows = Nomination.objects.filter(quota=quota)
    return int(rows.aggregate(last=Max("rank"))["last"] or 0)


def _swap(row: Nomination, other: Nomination) -> None:
    """Through no rank at all: no two may share one, not for a moment."""
    mine, theirs = row.rank, other.rank
    Nomination.objects.filter(pk=row.pk).update(rank=None)
    Nomination.objects.filter(pk=other.pk).update(rank=mine)
    row.rank = theirs
    row.save(update_fields=["rank"])
