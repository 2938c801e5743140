"""What is owed goes out, each channel for itself: a refused address or a silent server holds up nobody else.

What came to stand behind a wall before it went out is sent to nobody; in the portal the same walls hide it. Nor is
anything sent to whoever is no longer active. A mail goes to the address that a person has now, and no row keeps an
address once it is done with.

No transaction is open while a server is asked: rows are taken for some minutes, then noted as sent or tried again.
Whoever dies in between has taken them in vain, and the next run sends them.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import CharField, Exists, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from core.actor import Actor
from core.channels import CHANNELS, Away, Letter, Refused, default_channel, offered_channels
from core.channels.base import Channel
from core.choosing import choice_of
from core.models import ChannelChoice, ChannelState, OwedMessage
from core.outbox import last_digest
from core.registry import RECEIVERS
from core.switches import is_copy
from core.walls import messages_seen

logger = logging.getLogger(__name__)

#: Growing delays between tries, in minutes; the last one repeats.
DELAYS = (1, 5, 15, 60, 240)
#: The longest that a channel which was away is left alone, in minutes.
LONGEST_REST = 15
#: For so long nobody else sends what one run has taken: longer than any server may keep it waiting.
LEASE = timedelta(minutes=3)
#: Why nothing went out to somebody who left.
GONE = "收件人的账号已停用,没有发送。"

Pace = ChannelChoice.Pace


def deliver_owed(*, now: datetime, limit: int = 200, channel: str = "") -> int:
    """Send what is due, by one channel or by all of them; gives how many messages went out."""
    if is_copy():
        return 0
    names = [each.name for each in offered_channels() if channel in ("", each.name)]
    return sum(_deliver_by(CHANNELS[name], now, limit) for name in names)


def _deliver_by(channel: Channel, now: datetime, limit: int) -> int:
    if ChannelState.objects.filter(name=channel.name, away_until__gt=now).exists():
        return 0
    sent = 0
    try:
        for keys in _bundles(due_by(channel.name, now), limit):
            sent += _deliver(channel, keys, now)
    except Away as away:
        _rest(channel, str(away), now)
    if sent:
        back = {"away_until": None, "failures": 0, "last_error": "", "last_sent_at": now}
        ChannelState.objects.update_or_create(name=channel.name, defaults=back)
    return sent


def due_by(name: str, now: datetime) -> QuerySet[OwedMessage]:
    """What should go out now by this channel, as each receiver chose."""
    offered = [each.name for each in offered_channels()]
    own = ChannelChoice.objects.filter(recipient_id=OuterRef("recipient_id"), channel__in=offered)
    free = Q(taken_until=None) | Q(taken_until__lte=now)
    waiting = OwedMessage.objects.filter(free, sent_at=None).annotate(
        pace=Coalesce(Subquery(own.values("pace")[:1]), Value(Pace.USUAL), output_field=CharField())
    )
    theirs = Exists(own.filter(channel=name))
    told_so = theirs | ~Exists(own) if name == default_channel() else theirs
    in_time = Q(next_try_at__lte=now)
    morning = ~Q(pace=Pace.DIGEST) | Q(owed_at__lt=last_digest(now))
    return waiting.filter(told_so).filter((in_time & morning) | Q(pace=Pace.AT_ONCE, attempts=0))


def _bundles(due: QuerySet[OwedMessage], limit: int) -> Iterator[list[int]]:
    """What goes out alone, then what goes together to one person."""
    alone = Q(pace=Pace.AT_ONCE) | Q(is_urgent=True, pace=Pace.USUAL)
    for pk in list(due.filter(alone).order_by("next_try_at", "pk").values_list("pk", flat=True)[:limit]):
        yield [pk]
    together = due.exclude(alone).order_by()
    for recipient, address in list(together.values_list("recipient_id", "address").distinct()[:limit]):
        rows = together.filter(recipient_id=recipient, address=address)
        yield list(rows.values_list("pk", flat=True))


def _deliver(channel: Channel, keys: list[int], now: datetime) -> int:
    """One letter with these messages; gives how many of them went out. Raises ``Away``."""
    messages = _before_the_wall(_take(keys, now), now)
    if not messages:
        return 0
    address = _address_now(messages[0])
    if address is None:
        return _end(messages, now, GONE)
    try:
        _send(channel, messages, address)
    except Refused as said:
        return _not_sent(channel, messages, str(said), now)
    except Away as away:
        _not_sent(channel, messages, str(away), now)
        raise
    told = {"sent_at": now, "address": "", "last_error": "", "taken_until": None, "channel": channel.name}
    for message in messages:
        _keep(message, **told)
    return len(messages)


def _address_now(message: OwedMessage) -> str | None:
    """Of its receiver; ``None`` when he is no longer active. Whom no app knows is told as it was owed."""
    known: dict[int, str | None] = {}
    for ask in RECEIVERS:
        known |= ask([message.recipient_id])
    return known.get(message.recipient_id, message.address)


def _end(messages: Sequence[OwedMessage], now: datetime, reason: str = "") -> int:
    """They are done with and went out to nobody."""
    for message in messages:
        _keep(message, sent_at=now, address="", last_error=reason, taken_until=None)
    return 0


def _take(keys: list[int], now: datetime) -> list[OwedMessage]:
    """Those of them that nobody else is sending: ours for the length of a lease."""
    with transaction.atomic():
        free = Q(taken_until=None) | Q(taken_until__lte=now)
        rows = OwedMessage.objects.select_for_update(skip_locked=True).filter(free, pk__in=keys, sent_at=None)
        messages = list(rows.order_by("owed_at", "pk"))
        OwedMessage.objects.filter(pk__in=[each.pk for each in messages]).update(taken_until=now + LEASE)
    return messages


def _before_the_wall(messages: Sequence[OwedMessage], now: datetime) -> list[OwedMessage]:
    """Those that their one receiver may still read; the others are done with."""
    if not messages:
        return []
    receiver = Actor(id=messages[0].recipient_id, name="")
    seen = OwedMessage.objects.filter(messages_seen(receiver), pk__in=[each.pk for each in messages])
    keys = set(seen.values_list("pk", flat=True))
    _end([each for each in messages if each.pk not in keys], now)
    return [each for each in messages if each.pk in keys]


def _keep(message: OwedMessage, **told: object) -> None:
    OwedMessage.objects.filter(pk=message.pk).update(attempts=message.attempts + 1, **told)


def _not_sent(channel: Channel, messages: Sequence[OwedMessage], error: str, now: datetime) -> int:
    """They wait, longer each time."""
    logger.warning("message %s was not sent by %s: %s", messages[0].pk, channel.name, error)
    for message in messages:
        delay = timedelta(minutes=DELAYS[min(message.attempts + 1, len(DELAYS)) - 1])
        told = {"last_error": error[:200], "taken_until": None, "channel": channel.name}
        _keep(message, next_try_at=now + delay, **told)
    return 0


def _rest(channel: Channel, error: str, now: datetime) -> None:
    """Its server is away: nothing is tried by it for a while."""
    state, _ = ChannelState.objects.get_or_create(name=channel.name)
    state.failures += 1
    state.away_until = now + timedelta(
        minutes=min(DELAYS[min(state.failures, len(DELAYS)) - 1], LONGEST_REST)
    )
    state.last_error = error[:200]
    state.save()


def _send(channel: Channel, messages: Sequence[OwedMessage], mail: str) -> None:
    """Who has no address for the mail reads it in the portal alone. Raises ``Refused`` or ``Away``."""
    first = messages[0]
    address = choice_of(first.recipient_id).address if channel.asks else mail
    if not address:
        return
    subject = first.subject if len(messages) == 1 else f"{first.subject}等 {len(messages)} 条消息"
    text = "\n\n".join(map(_words, messages))
    key = " ".join(message.key for message in messages)
    channel.send(Letter(key, address, subject, text, f"{subject}。详情请登录工会服务阵地系统查看。"))


def _words(message: OwedMessage) -> str:
    """What happened, the longer words if there are any, and where it is dealt with."""
    home = next(iter(settings.CSRF_TRUSTED_ORIGINS), "")
    where = f"{home}{message.url}" if home and message.url else ""
    return "\n".join(filter(None, (message.subject, message.body, where)))
