"""What the scheduler asks of filing."""

from __future__ import annotations

from celery import shared_task

from core import clock
from filing.imports.tasks import resume_imports, run_import
from filing.services.escalating import escalate_lapsed
from filing.services.owed_scans import tell_owed_scans
from filing.services.scans import sweep_strays

#: Where Celery finds the tasks of imports.
__all__ = ["resume_imports", "run_import", "tell_lapsed"]


@shared_task
def tell_lapsed() -> int:
    """Every ten minutes. Safe to run twice: a lapsed period is told once."""
    return escalate_lapsed(now=clock.now())


@shared_task
def remind_of_scans() -> int:
    """Once a day. Safe to run twice: each stage of an owed form is told once."""
    return tell_owed_scans(now=clock.now())


@shared_task
def sweep_stray_scans() -> int:
    """Once a day. Safe to run twice: scans that nobody chose a case for go after two weeks."""
    return sweep_strays(now=clock.now())
