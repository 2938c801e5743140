"""Production settings whose scheduler asks twenty times as often, for tests that start the real processes.

Nor does anybody wait ten seconds for the look at what dead workers left behind.
"""

from __future__ import annotations

from unionportal.settings.production import *  # noqa: F403
from unionportal.settings.production import CELERY_BEAT_SCHEDULE as _SCHEDULE
from unionportal.settings.production import CELERY_BROKER_TRANSPORT_OPTIONS as _OPTIONS

CELERY_BEAT_SCHEDULE = {name: {**told, "schedule": told["schedule"] / 20} for name, told in _SCHEDULE.items()}
CELERY_BROKER_TRANSPORT_OPTIONS = {**_OPTIONS, "unacked_restore_interval": 1}
