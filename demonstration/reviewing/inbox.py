"""What waits for a reviewer? One line a round, which names no case."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date

from django.urls import reverse

from core.actor import Actor
from core.clock import LEGAL_ZONE
from core.registry import Inbox, InboxItem, InboxList, Reader
from demonstration.models import Reviewer, ReviewerState, RoundState
from demonstration.reviewing.policy import is_reviewer
from demonstration.reviewing.selectors.cases import duties_of, open_reviews_of
from demonstration.reviewing.transitions import OPEN_TO_REVIEWERS


def reviewing_inbox(actor: Actor, today: date) -> Iterable[InboxList]:
    """A statement to be signed, cases to be scored."""
    if is_reviewer(actor):
        rows = duties_of(actor).filter(round__state__in=OPEN_TO_REVIEWERS)
        yield InboxList(rows, _lines)


def _lines(reader: Reader, duties: list[Reviewer]) -> Inbox:
    waits = Counter(open_reviews_of(reader.actor).order_by().values_list("reviewer_id", flat=True))
    inbox = Inbox()
    for duty in duties:
        due = duty.round.review_until.astimezone(LEGAL_ZONE).date()
        if duty.state == ReviewerState.INVITED:
            url = reverse("review-statement", args=[duty.pk])
            inbox.waiting.append(InboxItem(duty.round.title, url, "请签署保密和回避承诺", due=due))
        elif waits[duty.pk] and duty.round.state == RoundState.REVIEW:
            reason = f"{waits[duty.pk]} 份申报待评审"
            inbox.waiting.append(InboxItem(duty.round.title, reverse("reviews-mine"), reason, due=due))
    return inbox
