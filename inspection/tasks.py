"""What the scheduler asks of inspection."""

from __future__ import annotations

from celery import shared_task

from core import clock
from inspection.reviewing import services


@shared_task
def follow_reviews() -> int:
    """Every five minutes. Safe to run twice: sites join and leave once, and each reminder goes out once."""
    return services.follow_reviews(now=clock.now())
