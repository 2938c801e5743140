"""What the scheduler asks of the register: follow what was announced."""

from __future__ import annotations

from celery import shared_task

from core import clock
from sites.services.following import follow_notices as follow


@shared_task
def follow_notices() -> int:
    """Every five minutes. Safe to run twice: what was followed is not found again."""
    return follow(now=clock.now())
