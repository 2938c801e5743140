"""Whom do we owe a message? Written in the transaction that causes it; a task sends it and tries again.

Urgent is what the receiver must act on, or what was decided for him: it goes out at once. The rest comes in one
mail a person, on the next morning. What came to stand behind a wall before it went out is not mailed any more; in the
portal the same walls hide it.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime, time, timedelta

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.db.models import QuerySet

from core.actor import Actor
from core.clock import LEGAL_ZONE
from core.models import OwedMessage
from core.walls import messages_seen

logger = logging.getLogger(__name__)

#: Growing delays between tries, in minutes; the last one repeats.
DELAYS = (1, 5, 15, 60, 240)

#: When the mail with everything that was not urgent goes out, in legal time.
DIGEST_TIME = time(8, 30)


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
            "subject": subject,
            "body": body,
            "url": url,
            "address": address,
            "is_urgent": urgent,
            "owed_at": now,
            "next_try_at": now if urgent else next_digest(now),
        },
    )


def redirect_owed(key: str, url: str) -> None:
    """A message leads elsewhere from now on: the address in it works no more."""
    OwedMessage.objects.filter(key=key).update(url=url)


def next_digest(now: datetime) -> datetime:
    """The next morning's mail; this morning's when it has not gone out yet."""
    legal = now.astimezone(LEGAL_ZONE)
    today = datetime.combine(legal.date(), DIGEST_TIME, tzinfo=LEGAL_ZONE)
    return today if legal < today else today + timedelta(days=1)


def messages_for(recipient_id: int) -> QuerySet[OwedMessage]:
    """What a person was told, newest first."""
    return OwedMessage.objects.filter(recipient_id=recipient_id).order_by("-owed_at")


def deliver_owed(*, now: datetime, limit: int = 200) -> int:
    """Send what is due, each mail in its own transaction; a refused address does not hold up the others."""
    due = OwedMessage.objects.filter(sent_at=None, next_try_at__lte=now)
    urgent = due.filter(is_urgent=True).order_by("next_try_at").values_list("pk", flat=True)[:limit]
    sent = sum(_deliver([pk], now) for pk in list(urgent))
    people = due.filter(is_urgent=False).order_by().values_list("recipient_id", "address").distinct()[:limit]
    for recipient, address in list(people):
        rows = due.filter(is_urgent=False, recipient_id=recipient, address=address)
        sent += _deliver(list(rows.values_list("pk", flat=True)), now)
    return sent


def _deliver(keys: list[int], now: datetime) -> int:
    """One mail with these messages; gives how many of them went out."""
    with transaction.atomic():
        waiting = OwedMessage.objects.select_for_update(skip_locked=True).filter(pk__in=keys, sent_at=None)
        messages = list(waiting.order_by("owed_at", "pk"))
        told = _before_the_wall(messages)
        error = _send(told) if told else ""
        for message in messages:
            message.attempts += 1
            if error:
                message.last_error = error[:200]
                delay = DELAYS[min(message.attempts, len(DELAYS)) - 1]
                message.next_try_at = now + timedelta(minutes=delay)
            else:
                message.sent_at = now
                message.last_error = ""
            message.save(update_fields=["attempts", "last_error", "next_try_at", "sent_at"])
        return 0 if error else len(messages)


def _before_the_wall(messages: Sequence[OwedMessage]) -> list[OwedMessage]:
    """Those that their one receiver may still read."""
    if not messages:
        return []
    receiver = Actor(id=messages[0].recipient_id, name="")
    seen = OwedMessage.objects.filter(messages_seen(receiver), pk__in=[row.pk for row in messages])
    keys = set(seen.values_list("pk", flat=True))
    return [row for row in messages if row.pk in keys]


def _send(messages: Sequence[OwedMessage]) -> str:
    """Without an address the message lives in the portal alone. Returns the error, empty when sent."""
    first = messages[0]
    if not first.address:
        return ""
    subject = first.subject if len(messages) == 1 else f"{first.subject}等 {len(messages)} 条消息"
    try:
        send_mail(subject, "\n\n".join(map(_words, messages)), None, [first.address])
    except (OSError, ValueError) as error:  # the server said no, or no mail can carry this subject or address
        logger.warning("message %s was not sent", first.pk, exc_info=True)
        return str(error) or type(error).__name__
    return ""


def _words(message: OwedMessage) -> str:
    """What happened, the longer words if there are any, and where it is dealt with."""
    home = next(iter(settings.CSRF_TRUSTED_ORIGINS), "")
    where = f"{home}{message.url}" if home and message.url else ""
    return "\n".join(filter(None, (message.subject, message.body, where)))
