"""What time is it? The one place that asks; only views, tasks and commands may call it."""

from __future__ import annotations

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone

#: Legal time of the whole portal: fixed, not a setting.
LEGAL_ZONE = ZoneInfo("Asia/Shanghai")


def now() -> datetime:
    """The current moment, aware, in legal time.

    ``settings.CLOCK_PIN`` (an ISO text with offset, test settings only) stops the clock there, so that web,
    worker and test read the same time.
    """
    pinned: str | None = getattr(settings, "CLOCK_PIN", None)
    moment = datetime.fromisoformat(pinned) if pinned else timezone.now()
    return moment.astimezone(LEGAL_ZONE)


def today() -> date:
    """The current legal day."""
    return now().date()


def start_of(day: date) -> datetime:
    """The first moment of a legal day."""
    return datetime.combine(day, time(), tzinfo=LEGAL_ZONE)
