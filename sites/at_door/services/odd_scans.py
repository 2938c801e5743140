"""What is counted of a scan that cannot be as it should: one more on this day, and nothing of who made it."""

from __future__ import annotations

import logging
from datetime import date, datetime

from django.core.cache import cache
from django.db import DatabaseError, transaction
from django.db.models import F

from core.clock import LEGAL_ZONE
from core.switches import maintenance
from rulebook.selectors import load_calendar
from sites.at_door.odd import OddScan, is_shut
from sites.models import DoorCode, OddScanCount, ServiceSite
from sites.selectors import announced_now
from sites.use.services.rating import mark_of

logger = logging.getLogger(__name__)

_PURPOSE = "old-code"
_DAY = 24 * 60 * 60


def note_old_code(code: DoorCode, *, address: str, device: str, now: datetime) -> None:
    """A code that was renewed was opened: once a day for one telephone. Whoever opened it goes on in any case."""
    day = now.astimezone(LEGAL_ZONE).date()
    key = f"{_PURPOSE}:{mark_of(address, day, _PURPOSE, f' {code.pk} {device}')}"
    if code.ended_at is None or not cache.add(key, 1, _DAY):
        return
    try:
        with transaction.atomic():
            if maintenance() is None:
                _one_more(code, day, OddScan.OLD)
    except DatabaseError:
        logger.exception("an old code could not be counted")


def note_if_shut(code: DoorCode, site: ServiceSite, now: datetime) -> None:
    """Somebody said that he came, and the door is shut. It counts all the same: the hours may be what is wrong."""
    hours = site.version.hours if site.version else None
    if is_shut(hours, announced_now(site), load_calendar(), now):
        _one_more(code, now.astimezone(LEGAL_ZONE).date(), OddScan.SHUT)


def _one_more(code: DoorCode, day: date, kind: OddScan) -> None:
    row, _ = OddScanCount.objects.get_or_create(code=code, day=day, kind=kind)
    OddScanCount.objects.filter(pk=row.pk).update(times=F("times") + 1)
