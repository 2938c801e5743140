"""Was the page of a notice up, and where else did it hang?"""

from __future__ import annotations

from datetime import datetime

from demonstration.models import (
    Publicity,
    PublicityChannel,
    PublicityState,
)
from demonstration.publicity.proof import Faults, Look, faults_in


def looks_at(row: Publicity) -> list[Look]:
    columns = row.checks.order_by("sequence").values_list(
        "sequence", "checked_at", "status", "digest", "is_up"
    )
    return [Look(*each) for each in columns]


def watched_until(row: Publicity, now: datetime) -> datetime:
    """Until when its page had to be up, as far as time has come."""
    later = None
    if row.state == PublicityState.REPLACED:
        later = Publicity.objects.filter(replaces=row).values_list("posted_at", flat=True).first()
    return min(now, row.ends_at if not row.is_provisional else now, later or now)


def faults_of(row: Publicity, now: datetime) -> Faults:
    """Six hours or more without a good look; looks that found other words."""
    return faults_in(looks_at(row), row.posted_at, watched_until(row, now))


def channels_of(row: Publicity) -> list[PublicityChannel]:
    return list(row.channels.select_related("picture"))


def channel_of(row: Publicity, key: int) -> PublicityChannel | None:
    return row.channels.select_related("picture").filter(pk=key).first()
