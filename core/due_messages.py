"""Which messages should go out now by a channel, and which of them make one letter?"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime

from django.db.models import CharField, Exists, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from core.channels import default_channel, offered_channels
from core.models import ChannelChoice, OwedMessage
from core.outbox import last_digest
from core.registry import RECEIVERS

Pace = ChannelChoice.Pace


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


def bundles(due: QuerySet[OwedMessage], limit: int) -> Iterator[list[int]]:
    """What goes out alone, then what goes together to one person.

    At which address he could be reached when a message was owed parts nothing: all of it goes to the one he has now.
    """
    alone = Q(pace=Pace.AT_ONCE) | Q(is_urgent=True, pace=Pace.USUAL)
    for pk in list(due.filter(alone).order_by("next_try_at", "pk").values_list("pk", flat=True)[:limit]):
        yield [pk]
    together = due.exclude(alone).order_by()
    owed = list(together.values_list("recipient_id", "address").distinct()[:limit])
    known = addresses_now({recipient for recipient, _ in owed})
    for recipient, address in dict.fromkeys((to, None if to in known else as_owed) for to, as_owed in owed):
        rows = together.filter(recipient_id=recipient)
        rows = rows if address is None else rows.filter(address=address)
        yield list(rows.values_list("pk", flat=True))


def addresses_now(recipients: Collection[int]) -> dict[int, str | None]:
    """Of receivers; ``None`` for who is no longer active. Whom no app knows is missing and told as it was owed."""
    known: dict[int, str | None] = {}
    for ask in RECEIVERS:
        known |= ask(recipients)
    return known
