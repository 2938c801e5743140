"""What the scheduler asks of demonstration rounds."""

from __future__ import annotations

from celery import shared_task

from core import clock
from demonstration.rounds.selectors import due_to_close
from demonstration.rounds.services import close_windows


@shared_task
def close_due_windows() -> int:
    """Every minute. Safe to run twice: a window is closed once; submissions ask the clock themselves."""
    now = clock.now()
    return close_windows(due_to_close(now), now=now)
