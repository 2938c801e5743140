"""The doorbell of a task of the schedule: it runs when the scheduler says so, or when an administrator asks for it."""

from __future__ import annotations

import logging
from functools import partial

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string
from django.utils.text import slugify
from kombu.exceptions import OperationalError

from unionportal.parts import watched_entries

logger = logging.getLogger(__name__)

#: The entry that checks what a night has to find.
CHECKS = "watch the register"


def slug_of(entry: str) -> str:
    """Its name in an address."""
    return slugify(entry)


def entry_at(slug: str) -> str | None:
    return next((entry for entry in watched_entries() if slug_of(entry) == slug), None)


def ring_after_commit(entry: str) -> None:
    """The same task that the scheduler asks for: it finds in its tables what is due, and does nothing twice."""
    transaction.on_commit(partial(_ring, entry))


def _ring(entry: str) -> None:
    told = settings.CELERY_BEAT_SCHEDULE[entry]
    try:
        import_string(told["task"]).delay(*told.get("args", ()))
    except OperationalError:
        logger.warning("task %s waits for the scheduler", entry)
