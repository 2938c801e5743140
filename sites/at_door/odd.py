"""Which scans of a door code cannot be as they should, and when is that worth a look? No database, no clock of its own.

Only numbers of a day are kept, never who or where: a visitor has no place that anybody could follow.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from django.db.models import TextChoices

from rulebook.workdays import WorkCalendar
from sites.announced import Announced
from sites.door import Doors, hours_of, text_of


class OddScan(TextChoices):
    OLD = "old", "换下的旧码被打开"
    SHUT = "shut", "关门时间扫码登记"


#: So many on one day are worth a look. One person may come at night to a code that hangs outside; three are a pattern.
LEAST = {OddScan.OLD: 1, OddScan.SHUT: 3}
#: After so many days without, nothing is wrong any more.
QUIET = 14
#: So many days after a code was renewed its sticker may still hang, until somebody comes with the new one.
SWAP = 3
#: Who comes a little early or stays a little late is where he should be.
_MARGIN = timedelta(hours=1)


def is_shut(hours: Any, announced: Announced, calendar: WorkCalendar, now: datetime) -> bool:
    """Whether nobody can be at this door: shut now, an hour ago and in an hour. Of hours that nobody told nobody knows.

    Only what was told to the public counts. That somebody once found the door locked speaks against its keeper, not
    against a visitor who now stands in it.
    """
    if hours_of(hours) is None:
        return False
    told = replace(announced, verified=None)
    moments = (now - _MARGIN, now, now + _MARGIN)
    return not any(Doors(calendar, at).is_open(text_of(hours), told) for at in moments)
