"""What is owed goes out, each channel for itself: a refused address or a silent server holds up nobody else.

What came to stand behind a wall before it went out is sent to nobody; in the portal the same walls hide it. Nor is
anything sent to whoever is no longer active. A mail goes to the address that a person has now, and no row keeps an
address once it is done with.

No transaction is open while a server is asked: rows are taken for some minutes, then noted as sent or tried again.
Whoever dies in between has taken them in vain, and the next run sends them.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from core.actor import Actor
from core.channels import CHANNELS, Away, Letter, Refused, offered_channels
from core.channels.base import Channel
from core.choosing import choice_of
from core.due_messages import addresses_now, bundles, due_by
from core.models import ChannelState, OwedMessage
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


class Delivered(int):
    """How many messages went out; ``settled``: how many are not due any more, sent, ended or put off.

    Whoever asks for a few at a time goes on while something is settled: those that were not sent hold up nobody.
    """

    settled: int

    def __new__(cls, sent: int, settled: int) -> Delivered:
        told = super().__new__(cls, sent)
        told.settled = settled
        return told


def deliver_owed(*, now: datetime, limit: int = 200, channel: str = "") -> Delivered:
    """Send what is due, by one channel or by all of them."""
    if is_copy():
        return Delivered(0, 0)
    names = [each.name for each in offered_channels() if channel in ("", each.name)]
    return _together([_deliver_by(CHANNELS[name], now, limit) for name in names])


def _together(parts: Sequence[Delivered]) -> Delivered:
    return Delivered(sum(parts), sum(each.settled for each in parts))


def _deliver_by(channel: Channel, now: datetime, limit: int) -> Delivered:
    letters: list[Delivered] = []
    if ChannelState.objects.filter(name=channel.name, away_until__gt=now).exists():
        return _together(letters)
    try:
        for keys in bundles(due_by(channel.name, now), limit):
            letters.append(_deliver(channel, keys, now))
    except Away as away:
        _rest(channel, str(away), now)
    done = _together(letters)
    if done:
        back = {"away_until": None, "failures": 0, "last_error": "", "last_sent_at": now}
        ChannelState.objects.update_or_create(name=channel.name, defaults=back)
    return done


def _deliver(channel: Channel, keys: list[int], now: datetime) -> Delivered:
    """One letter with these messages. Raises ``Away``."""
    taken = _take(keys, now)
    return Delivered(_hand_over(channel, _before_the_wall(taken, now), now), len(taken))


def _hand_over(channel: Channel, messages: Sequence[OwedMessage], now: datetime) -> int:
    """Gives how many of them went out."""
    if not messages:
        return 0
    to = messages[0]
    address = addresses_now([to.recipient_id]).get(to.recipient_id, to.address)
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
