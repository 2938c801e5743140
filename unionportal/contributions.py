"""The installation's own system checks, registered once all apps are ready."""

from __future__ import annotations

from django.core.checks import Tags, register

from unionportal.safety import clock_is_free, demo_logins_absent

register(clock_is_free)
register(demo_logins_absent, Tags.database, deploy=True)
