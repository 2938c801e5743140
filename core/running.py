"""How much waits, and for how long? Numbers for those who watch the installation; nothing about people or cases."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Min, Q

from core.models import ChannelState, JobRun, OwedMessage

#: Tried so often and still not taken: somebody should look at the address.
MANY_TRIES = 3
#: Whatever is due should be gone after this.
PATIENCE = timedelta(minutes=15)


@dataclass(frozen=True)
class Backlog:
    """``late``: due for longer than a few minutes. ``stuck``: refused again and again."""

    waiting: int
    late: int
    stuck: int


def owed_messages(now: datetime) -> Backlog:
    stuck = Q(attempts__gte=MANY_TRIES)
    counts = OwedMessage.objects.filter(sent_at=None).aggregate(
        waiting=Count("pk"),
        late=Count("pk", filter=Q(next_try_at__lt=now - PATIENCE) & ~stuck),
        stuck=Count("pk", filter=stuck),
    )
    return Backlog(**counts)


@dataclass(frozen=True)
class Jobs:
    """``late``: asked for a while ago and nobody has begun. ``failed``: within the last week."""

    waiting: int
    running: int
    late: int
    failed: int


def long_work(now: datetime) -> Jobs:
    open_ones = Q(ended_at=None)
    waiting = open_ones & Q(holder=None)
    week = Q(ended_at__gte=now - timedelta(days=7)) & ~Q(error="")
    counts = JobRun.objects.filter(open_ones | week).aggregate(
        waiting=Count("pk", filter=waiting),
        running=Count("pk", filter=open_ones & Q(holder__isnull=False)),
        late=Count("pk", filter=waiting & Q(seen_at__lt=now - PATIENCE)),
        failed=Count("pk", filter=week),
    )
    return Jobs(**counts)


def channels_away(now: datetime) -> list[ChannelState]:
    """Whose server did not answer the last time."""
    return list(ChannelState.objects.filter(failures__gt=0).order_by("name"))


def oldest_owed() -> datetime | None:
    """Since when the oldest message that is still to be sent is owed."""
    found: datetime | None = OwedMessage.objects.filter(sent_at=None).aggregate(at=Min("owed_at"))["at"]
    return found
