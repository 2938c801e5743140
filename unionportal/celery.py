"""The Celery application; tasks are found in ``<app>/tasks.py``."""

from __future__ import annotations

import os
from typing import Any

from celery import Celery
from celery.signals import worker_ready

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "unionportal.settings")

# Classes by name: the models behind them are not loaded yet when this module is.
app = Celery("unionportal", task_cls="unionportal.watched:WatchedTask")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.steps["worker"].add("unionportal.pulse:Pulse")


@worker_ready.connect
def show_yourself(**kwargs: Any) -> None:
    """At once, so that the health page need not wait for the scheduler's first minute."""
    app.send_task("core.tasks.worker_alive")
