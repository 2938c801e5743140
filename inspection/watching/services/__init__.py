"""What the watch writes: findings, and the runs that found them."""

from inspection.watching.services.one_day import Ran
from inspection.watching.services.reach import Reconciled
from inspection.watching.services.reconciling import reconcile
from inspection.watching.services.running import DayRefused, follow_checks, run_checks
from inspection.watching.services.telling import tell_new_findings
from inspection.watching.services.trying_again import try_again

__all__ = [
    "DayRefused",
    "Ran",
    "Reconciled",
    "follow_checks",
    "reconcile",
    "run_checks",
    "tell_new_findings",
    "try_again",
]
