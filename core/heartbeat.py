"""When was a background process last seen, and which of several of a kind is the one that works?

A time to come was written before the clock was set back: it says as little about now as one that lies as far behind.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Q

from core.models import Heartbeat

#: Whoever did not show himself for so long has lost his place to the next.
HOLD = timedelta(seconds=40)


def beat(name: str, *, now: datetime) -> None:
    Heartbeat.objects.update_or_create(name=name, defaults={"seen_at": now})


def last_beat(name: str) -> datetime | None:
    return Heartbeat.objects.filter(name=name).values_list("seen_at", flat=True).first()


def age(at: datetime, now: datetime) -> timedelta:
    """How far a moment is away; never negative, whatever was done to the clock."""
    return abs(now - at)


def hold(name: str, holder: str, *, now: datetime) -> bool:
    """Show ``holder`` as the one that works, unless another one showed himself a moment ago. Whether he holds it."""
    silent = Q(seen_at__lt=now - HOLD) | Q(seen_at__gt=now + HOLD)
    free = Q(holder__in=("", holder)) | silent
    rows = Heartbeat.objects.filter(name=name)
    if rows.filter(free).update(holder=holder, seen_at=now):
        return True
    _, is_new = Heartbeat.objects.get_or_create(name=name, defaults={"holder": holder, "seen_at": now})
    return is_new


def holder_of(name: str) -> str:
    """Who holds it; empty for nobody."""
    return Heartbeat.objects.filter(name=name).values_list("holder", flat=True).first() or ""


def let_go(name: str, holder: str) -> None:
    """The next one need not wait."""
    Heartbeat.objects.filter(name=name, holder=holder).update(holder="")
