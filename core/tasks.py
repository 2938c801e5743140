"""What runs in the background of the grammar: long work; owed messages, seals, the sign of a living worker."""

from __future__ import annotations

import logging
from functools import partial
from time import monotonic

from celery import shared_task
from django.db import transaction
from kombu.exceptions import OperationalError

from core import clock
from core.delivering import deliver_owed
from core.heartbeat import beat
from core.jobs import abandoned_jobs
from core.jobs import run_job as run
from core.models import JobRun
from core.sealing import seal_entries

logger = logging.getLogger(__name__)

#: How long one run of the outbox may go on, and how many letters it takes before it looks at the clock.
RUN_SECONDS, AT_A_TIME = 45, 10


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
def deliver_messages(channel: str = "") -> int:
    """Every minute, each channel for itself. Safe to run twice: a sent message is never due again.

    A run ends after some seconds, so that a slow server takes up one process of the worker at most. It is shorter
    than the first delay: what was refused is not tried again in the same run.
    """
    ended, sent = monotonic() + RUN_SECONDS, 0
    while monotonic() < ended:
        some = deliver_owed(now=clock.now(), limit=AT_A_TIME, channel=channel)
        sent += some
        if not some.settled:
            break
    return sent


@shared_task
def seal_audit() -> None:
    """Every hour. Chains the entries written since the last seal."""
    seal_entries(now=clock.now())


@shared_task
def worker_alive() -> None:
    """Four times a minute. ``/readyz`` reads how long ago this ran: then tasks get their turn."""
    beat("tasks", now=clock.now())
