"""What runs in the background of the register: follow what was announced, draw pictures small, remember them."""

from __future__ import annotations

import logging
from functools import partial
from uuid import UUID

from celery import shared_task
from django.conf import settings
from django.db import transaction
from kombu.exceptions import OperationalError

from core import clock
from sites.ledger.making import erase_old_ledgers
from sites.models import Attachment
from sites.pictures.services import pictures_not_remembered, remember_picture
from sites.seasons.services import end_seasons as end
from sites.seasons.services import remind_of_seasons as remind
from sites.services.following import follow_notices as follow
from sites.services.small_copies import draw_small_copy, pictures_without_small_copy
from sites.services.storing import sweep_files as sweep

logger = logging.getLogger(__name__)


@shared_task
def follow_notices() -> int:
    """Every five minutes. Safe to run twice: what was followed is not found again."""
    return follow(now=clock.now())


@shared_task
def end_seasons() -> int:
    """Every ten minutes. Safe to run twice: a season that was followed is not found again."""
    return end(now=clock.now())


@shared_task
def remind_of_seasons() -> int:
    """Once a day. Safe to run twice: each season is asked for once."""
    return remind(now=clock.now())


def draw_after_commit(picture: Attachment) -> None:
    """Ask for the small copy once the picture is there; until then the whole picture is shown."""
    transaction.on_commit(partial(_ring_for, picture.pk))


def _ring_for(key: UUID) -> None:
    try:
        draw_one.delay(str(key))
    except OperationalError:
        logger.warning("the small copy of %s waits for the scheduler", key)


@shared_task
def draw_one(key: str) -> bool:
    """Safe to run twice: a picture that has its small copy, or was erased, is left alone."""
    is_drawn = draw_small_copy(UUID(key))
    if settings.PHOTO_LABELS:
        remember_picture(UUID(key), now=clock.now())
    return is_drawn


@shared_task
def draw_missing() -> int:
    """Every five minutes, for pictures that came in otherwise or whose call got lost. Safe to run twice."""
    return sum(draw_small_copy(key) for key in pictures_without_small_copy())


@shared_task
def remember_pictures() -> int:
    """Every five minutes where labels of pictures are wanted: those from before, and those whose call got lost. Safe
    to run twice.
    """
    if not settings.PHOTO_LABELS:
        return 0
    return sum(remember_picture(key, now=clock.now()) for key in pictures_not_remembered())


@shared_task
def sweep_files() -> int:
    """Every night. Safe to run twice: a file that was swept is not found again."""
    return sweep(now=clock.now())


@shared_task
def erase_ledgers() -> int:
    """Every hour. Safe to run twice: a file that was erased is not found again."""
    return erase_old_ledgers(now=clock.now())
