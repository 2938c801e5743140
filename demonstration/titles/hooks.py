"""Who follows when a title is taken away or comes back? Later packages say it here; titles know none of them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from core.registry import Registry
from demonstration.models import Designation

#: Called inside the step, with the title as it stands now and when.
TitleFollower = Callable[[Designation, datetime], None]

TITLE_ENDED: Registry[TitleFollower] = Registry("title followers")

#: Called inside the step, with the title as it stands again, the ground that fell, and when.
ReturnFollower = Callable[[Designation, str, datetime], None]

TITLE_RETURNED: Registry[ReturnFollower] = Registry("followers of a restored title")


def follow_end(row: Designation, now: datetime) -> None:
    for follower in TITLE_ENDED:
        follower(row, now)


def follow_return(row: Designation, ground: str, now: datetime) -> None:
    for follower in TITLE_RETURNED:
        follower(row, ground, now)
