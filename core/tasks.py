"""What runs in the background of the grammar: long work; owed messages, seals, the sign of a living worker."""

from __future__ import annotations

import logging
from functools import partial

from celery import shared_task
from django.db import transaction
from kombu.exceptions import OperationalError

from core import clock
from core.audit import seal_entries
from core.heartbeat import beat
from core.jobs import abandoned_jobs
from core.jobs import run_job as run
from core.models import JobRun
from core.outbox import deliver_owed

logger = logging.getLogger(__name__)


def start_after_commit(job: JobRun) -> None:
    """Ask for the run once the row is there; for a job that has ended nothing is asked."""
    transaction.on_commit(partial(ring_for, job.pk))


def ring_for(key: int) -> None:
    """When the broker is away, the scheduler finds the job in its table."""
    try:
        run_job.delay(key)
    except OperationalError:
        logger.warning("job %s waits for the scheduler", key)


@shared_task
def run_job(key: int) -> None:
    """One job. Safe to run twice: only one run is let in, and an ended job lets nobody in."""
    run(key, clock.now)


@shared_task
def resume_jobs() -> None:
    """Every minute. Finds jobs whose run died, or whose call got lost."""
    for key in abandoned_jobs(clock.now()):
        run(key, clock.now)


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
