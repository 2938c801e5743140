"""Who has something to do hears of it, and nobody else; no message names a case."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Count, Q
from django.urls import reverse

from core.actor import Actor
from core.audit import record
from core.clock import LEGAL_ZONE
from core.outbox import owe
from core.words import chinese_moment
from demonstration.models import Reviewer, ReviewerState, ReviewState, Round
from demonstration.reviewing.services.reaching import require_lead


def remind_reviewers(round_id: int, *, actor: Actor, now: datetime) -> int:
    """Owe one message a day to each reviewer who has open cases or has not signed; gives how many are told."""
    round = Round.objects.select_related("issuer").get(pk=round_id)
    require_lead(round, "remind", "提醒评审专家", actor=actor, now=now)
    with transaction.atomic():
        people = list(_who_is_late(round))
        for row, count in people:
            url = reverse("reviews-mine")
            key = f"reviewer:{row.pk}:remind:{now.astimezone(LEGAL_ZONE).date().isoformat()}"
            subject = _words(round, row, count)
            owe(row.user_id, subject, key=key, now=now, url=url, address=row.user.email, urgent=True)
        record(
            actor,
            "reviewers.remind",
            round,
            now=now,
            label="提醒评审专家",
            details={"people": [row.pk for row, _ in people]},
        )
    return len(people)


def _who_is_late(round: Round) -> list[tuple[Reviewer, int]]:
    """Without the restrictions of whoever presses the button: a reminder reaches everybody whom it concerns."""
    rows = Reviewer.objects.filter(round=round, state__in=[ReviewerState.INVITED, ReviewerState.SIGNED])
    rows = rows.annotate(waits=Count("reviews", filter=Q(reviews__state=ReviewState.OPEN)))
    return [
        (row, row.waits)
        for row in rows.select_related("user").order_by("pk")
        if row.state == ReviewerState.INVITED or row.waits
    ]


def _words(round: Round, row: Reviewer, count: int) -> str:
    until = chinese_moment(round.review_until.astimezone(LEGAL_ZONE))
    if row.state == ReviewerState.INVITED:
        return f"{round.title}:请签署保密和回避承诺"
    return f"{round.title}:您还有 {count} 份申报待评审,{until}截止"
