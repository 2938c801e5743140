"""The Celery application; tasks are found in ``<app>/tasks.py``."""

from __future__ import annotations

import os
from typing import Any

from celery import Celery
from celery.signals import worker_init, worker_ready
from django.utils.module_loading import import_string

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "unionportal.settings")

app = Celery("unionportal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@worker_init.connect
def refuse_unsafe_worker(**kwargs: Any) -> None:
    # By name: the models behind it are not loaded yet when this module is.
    import_string("unionportal.safety.refuse_unsafe_start")()


@worker_ready.connect
def show_yourself(**kwargs: Any) -> None:
    """At once, so that the health page need not wait for the scheduler's first minute."""
    app.send_task("core.tasks.worker_alive")
