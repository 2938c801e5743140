"""Whom do we owe a message? Written in the transaction that causes it; ``core/delivering.py`` sends it and tries again.

Urgent is what the receiver must act on, or what was decided for him: it goes out at once. The rest comes in one
letter a person, on the next morning, unless the person chose otherwise.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.contrib.auth import get_user_model
from django.db.models import OuterRef, QuerySet, Subquery

from core.actor import Actor
from core.clock import LEGAL_ZONE
from core.models.messages import CUT, MOST_SUBJECT, OwedMessage
from core.walls import messages_seen

#: When the letter with everything that was not urgent goes out, in legal time.
DIGEST_TIME = time(8, 30)


@dataclass(frozen=True)
class Owed:
    """One of many messages; ``url`` where it leads elsewhere than the others."""

    recipient_id: int
    subject: str
    key: str
    address: str = ""
    url: str = ""


def owe(
    recipient_id: int,
    subject: str,
    *,
    key: str,
    now: datetime,
    body: str = "",
    url: str = "",
    address: str = "",
    urgent: bool = False,
) -> None:
    """Note a message; the same key is owed once only."""
    OwedMessage.objects.get_or_create(
        key=key,
        defaults={
            "recipient_id": recipient_id,
            **_fitting(subject, body),
            "url": url,
            "address": address,
            "is_urgent": urgent,
            "owed_at": now,
            "next_try_at": now if urgent else next_digest(now),
        },
    )


def owe_each(messages: Iterable[Owed], *, now: datetime, url: str = "") -> None:
    """Many people, each with a message of his own for the next morning; what was owed before stays as it was."""
    rows = [
        OwedMessage(
            key=each.key,
            recipient_id=each.recipient_id,
            address=each.address,
            **_fitting(each.subject),
            url=each.url or url,
            owed_at=now,
            next_try_at=next_digest(now),
        )
        for each in messages
    ]
    OwedMessage.objects.bulk_create(rows, ignore_conflicts=True, batch_size=1_000)


def _fitting(subject: str, body: str = "") -> dict[str, str]:
    """What is longer than its column is cut, and the body begins with all of it: a long sentence stops nobody's message."""
    if len(subject) <= MOST_SUBJECT:
        return {"subject": subject, "body": body}
    cut = f"{subject[: MOST_SUBJECT - len(CUT)]}{CUT}"
    return {"subject": cut, "body": "\n".join(filter(None, (subject, body)))}


def redirect_owed(key: str, url: str) -> None:
    """A message leads elsewhere from now on: the address in it works no more."""
    OwedMessage.objects.filter(key=key).update(url=url)


def next_digest(now: datetime) -> datetime:
    """The next morning's mail; this morning's when it has not gone out yet."""
    legal = now.astimezone(LEGAL_ZONE)
    today = datetime.combine(legal.date(), DIGEST_TIME, tzinfo=LEGAL_ZONE)
    return today if legal < today else today + timedelta(days=1)


def last_digest(now: datetime) -> datetime:
    """The morning's letter that went out last."""
    return next_digest(now) - timedelta(days=1)


def with_receivers(rows: QuerySet[OwedMessage]) -> QuerySet[OwedMessage]:
    """Each with the name of who gets it, as ``receiver``."""
    people = get_user_model()._default_manager.filter(pk=OuterRef("recipient_id"))
    named: QuerySet[OwedMessage] = rows.annotate(receiver=Subquery(people.values("name")[:1]))
    return named


def messages_for(actor: Actor) -> QuerySet[OwedMessage]:
    """What a person was told and may still read, newest first."""
    return OwedMessage.objects.filter(messages_seen(actor), recipient_id=actor.key).order_by(
        "-owed_at", "-pk"
    )
