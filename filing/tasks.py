"""What the scheduler asks of filing."""

from __future__ import annotations

from celery import shared_task

from core import clock
from filing.services.escalating import escalate_lapsed


@shared_task
def tell_lapsed() -> int:
    """Every ten minutes. Safe to run twice: a lapsed period is told once."""
    return escalate_lapsed(now=clock.now())
