"""Production settings whose scheduler asks twenty times as often, for tests that start the real processes."""

from __future__ import annotations

from unionportal.settings.production import *  # noqa: F403
from unionportal.settings.production import CELERY_BEAT_SCHEDULE as _SCHEDULE

CELERY_BEAT_SCHEDULE = {name: {**told, "schedule": told["schedule"] / 20} for name, told in _SCHEDULE.items()}
