"""Wiring of the portal: settings, addresses, celery. No rule lives here."""

from unionportal.celery import app as celery_app

__all__ = ["celery_app"]
