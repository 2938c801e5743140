"""Who follows when a title is taken away? Later packages say it here; titles know none of them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from core.registry import Registry
from demonstration.models import Designation

#: Called inside the step, with the title as it stands now and when.
TitleFollower = Callable[[Designation, datetime], None]

TITLE_ENDED: Registry[TitleFollower] = Registry("title followers")


def follow_end(row: Designation, now: datetime) -> None:
    for follower in TITLE_ENDED:
        follower(row, now)
