"""What the scheduler asks of the grammar: send what is owed, seal the trail, show that the worker lives."""

from __future__ import annotations

from celery import shared_task

from core import clock
from core.audit import seal_entries
from core.heartbeat import beat
from core.outbox import deliver_owed


@shared_task
def deliver_messages() -> int:
    """Every minute. Safe to run twice: a sent message is never due again."""
    return deliver_owed(now=clock.now())


@shared_task
def seal_audit() -> None:
    """Every hour. Chains the entries written since the last seal."""
    seal_entries(now=clock.now())


@shared_task
def worker_alive() -> None:
    """Every minute. ``/readyz`` reads how long ago this ran."""
    beat("worker", now=clock.now())
