"""What the scheduler asks of demonstration rounds."""

from __future__ import annotations

from celery import shared_task

from core import clock
from demonstration.publicity import services as publicity
from demonstration.rounds.selectors import due_to_close
from demonstration.rounds.services import close_windows
from demonstration.titles.selectors import due_to_lapse
from demonstration.titles.services import lapse_titles


@shared_task
def close_due_windows() -> int:
    """Every minute. Safe to run twice: a window is closed once; submissions ask the clock themselves."""
    now = clock.now()
    return close_windows(due_to_close(now), now=now)


@shared_task
def follow_notices() -> int:
    """Every minute. Safe to run twice, and after an outage: what is over ends once, what is settled is told once."""
    now = clock.now()
    publicity.settle_notices(now=now)
    return publicity.end_notices(now=now)


@shared_task
def look_at_notices() -> int:
    """Every ten minutes: is each notice up? A second run is one more look."""
    return publicity.look_at_notices(now=clock.now())


@shared_task
def lapse_due_titles() -> int:
    """Every ten minutes. Safe to run twice: a title ends once, on the day that was written when it was given."""
    now = clock.now()
    return lapse_titles(due_to_lapse(now.date()), now=now)
