"""Whom do we owe a message? Written in the transaction that causes it; a task sends it and tries again."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from django.core.mail import send_mail
from django.db import transaction
from django.db.models import QuerySet

from core.models import OwedMessage

logger = logging.getLogger(__name__)

#: Growing delays between tries, in minutes; the last one repeats.
DELAYS = (1, 5, 15, 60, 240)


def owe(
    recipient_id: int,
    subject: str,
    *,
    key: str,
    now: datetime,
    body: str = "",
    url: str = "",
    address: str = "",
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
            "owed_at": now,
            "next_try_at": now,
        },
    )


def messages_for(recipient_id: int) -> QuerySet[OwedMessage]:
    """What a person was told, newest first."""
    return OwedMessage.objects.filter(recipient_id=recipient_id).order_by("-owed_at")


def deliver_owed(*, now: datetime, limit: int = 200) -> int:
    """Send what is due, each in its own transaction; a refused address does not hold up the others."""
    due = OwedMessage.objects.filter(sent_at=None, next_try_at__lte=now).order_by("next_try_at")
    return sum(_deliver(pk, now) for pk in list(due.values_list("pk", flat=True)[:limit]))


def _deliver(pk: int, now: datetime) -> bool:
    with transaction.atomic():
        message = OwedMessage.objects.select_for_update(skip_locked=True).filter(pk=pk, sent_at=None).first()
        if message is None:
            return False
        error = _send(message)
        message.attempts += 1
        if error:
            message.last_error = error[:200]
            message.next_try_at = now + timedelta(minutes=DELAYS[min(message.attempts, len(DELAYS)) - 1])
        else:
            message.sent_at = now
            message.last_error = ""
        message.save(update_fields=["attempts", "last_error", "next_try_at", "sent_at"])
        return not error


def _send(message: OwedMessage) -> str:
    """Without an address the message lives in the portal alone. Returns the error, empty when sent."""
    if not message.address:
        return ""
    try:
        send_mail(message.subject, message.body, None, [message.address])
    except (OSError, ValueError) as error:  # the server said no, or no mail can carry this subject or address
        logger.warning("message %s was not sent", message.pk, exc_info=True)
        return str(error) or type(error).__name__
    return ""
