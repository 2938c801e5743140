"""Who must see nothing of which nomination? Worked out from tree, employer and host, declared, entered by the city."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db.models import Q, QuerySet

from core.actor import SYSTEM, Actor
from core.audit import record
from core.workflow import TransitionRefused, attempt
from demonstration.conflicts import MOST_REASON, conflicts
from demonstration.models import (
    LIVE,
    STANDING_REVIEWS,
    Conflict,
    ConflictSource,
    Nomination,
    NominationState,
    Review,
    Reviewer,
    ReviewerState,
    Round,
)
from demonstration.policy import not_walled
from demonstration.reviewing.relations import case_facts, person_facts
from demonstration.reviewing.services.filling import hold_round, refill
from demonstration.reviewing.services.reaching import require_lead
from demonstration.reviewing.transitions import REVIEW
from sites.text_guard import guarded_text


def note_conflicts(
    round: Round, *, now: datetime, by: Actor, reviewers: Sequence[Reviewer] | None = None
) -> int:
    """Write every conflict of these reviewers (all who signed) with what takes part; gives how many are new.

    What was found before stays, also when its ground is gone: who once was barred is not let in by a later change.
    Reviews that turn out to be barred leave at once.
    """
    people = list(reviewers) if reviewers is not None else list(_signed(round))
    cases = [case_facts(each) for each in _cases(round)]
    users = {str(each.pk): each.user_id for each in people}
    found = conflicts(cases, [person_facts(each, cases) for each in people], round.issuer.path or "")
    rows = Conflict.objects.filter(nomination__round=round, user__in=users.values())
    known = set(rows.values_list("user_id", "nomination_id", "source"))
    fresh = [
        Conflict(
            user_id=users[each.person],
            nomination_id=int(each.case),
            source=each.source.value,
            reason=each.reason,
            entered_by="系统",
            entered_at=now,
        )
        for each in found
        if (users[each.person], int(each.case), each.source.value) not in known
    ]
    Conflict.objects.bulk_create(fresh, ignore_conflicts=True)
    _bar({(each.user_id, each.nomination_id): each.reason for each in fresh}, now=now, by=by)
    return len(fresh)


def enter_conflict(nomination_id: int, user_id: int, reason: str, *, actor: Actor, now: datetime) -> Conflict:
    """The city knows of a relation; anybody may be barred, an officer and an administrator too.

    Raises ``TransitionRefused`` for a nomination the actor must not see, and for one entered already.
    """
    nomination = (
        Nomination.objects.filter(not_walled(actor), pk=nomination_id)
        .select_related("round__issuer", "site")
        .first()
    )
    if nomination is None:
        raise TransitionRefused("没有找到这份申报,请刷新页面后再试。")
    require_lead(nomination.round, "conflict", "登记回避", actor=actor, now=now)
    with attempt(actor, "reviewers.conflict", nomination.round, now=now, label="登记回避"):
        hold_round(nomination.round_id)
        row, is_new = Conflict.objects.get_or_create(
            user_id=user_id,
            nomination=nomination,
            source=ConflictSource.ENTERED,
            defaults={
                "reason": guarded_text("回避理由", reason)[:MOST_REASON],
                "entered_by": actor.name,
                "entered_at": now,
            },
        )
        if not is_new:
            raise TransitionRefused("此人对这份申报的回避已经登记过。")
        record(actor, "reviewers.conflict", row, now=now, label="登记回避", note=row.reason)
        _bar({(user_id, nomination.pk): row.reason}, now=now, by=actor)
    return row


def drop_conflict(conflict_id: int, *, note: str, actor: Actor, now: datetime) -> None:
    """An entered conflict was a mistake. What was found or declared stays."""
    row = (
        Conflict.objects.filter(not_walled(actor, "nomination_id"), pk=conflict_id)
        .select_related("nomination__round__issuer", "nomination__site", "user")
        .first()
    )
    if row is None or row.source != ConflictSource.ENTERED:
        raise TransitionRefused("只有登记的回避可以撤销,系统核对和本人申报的不能撤销。")
    require_lead(row.nomination.round, "conflict", "撤销登记的回避", actor=actor, now=now)
    if not note.strip():
        raise TransitionRefused("请填写撤销的理由。")
    with attempt(actor, "reviewers.conflict", row.nomination.round, now=now, label="撤销登记的回避"):
        record(
            actor,
            "reviewers.conflict_drop",
            row,
            now=now,
            label="撤销登记的回避",
            note=guarded_text("理由", note)[:MOST_REASON],
        )
        row.delete()


def _signed(round: Round) -> Iterable[Reviewer]:
    rows = Reviewer.objects.filter(round=round, state=ReviewerState.SIGNED)
    return rows.select_related("user", "district").order_by("pk")


def _cases(round: Round) -> QuerySet[Nomination]:
    rows = Nomination.objects.filter(round=round, state__in=LIVE).exclude(state=NominationState.DRAFT)
    return rows.select_related("site__managing_union", "version").order_by("pk")


def _bar(pairs: dict[tuple[int, int], str], *, now: datetime, by: Actor) -> None:
    """Reviews between these people and nominations are no scores, handed in or not; their places are filled."""
    if not pairs:
        return
    rows = Review.objects.filter(
        state__in=STANDING_REVIEWS,
        reviewer__user_id__in={user for user, _ in pairs},
        nomination_id__in={nomination for _, nomination in pairs},
    ).filter(~Q(nomination__round__state__in=["locked", "publicity", "named", "dropped"]))
    for review in rows.select_related("reviewer", "nomination").order_by("pk"):
        reason = pairs.get((review.reviewer.user_id, review.nomination_id))
        if reason is None:
            continue
        with REVIEW.step(review.pk, "bar", actor=SYSTEM, now=now, note=reason, recusal_reason=reason):
            pass
        refill(review.nomination, now=now, by=by)
