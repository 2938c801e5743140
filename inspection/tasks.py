"""What the scheduler asks of inspection."""

from __future__ import annotations

from celery import shared_task

from core import clock
from inspection.laddering import services as laddering
from inspection.rectifying.services import tell_lapsed_orders
from inspection.reviewing import services
from inspection.watching import services as watching


@shared_task
def follow_reviews() -> int:
    """Every five minutes. Safe to run twice: sites join and leave once, and each reminder goes out once."""
    return services.follow_reviews(now=clock.now())


@shared_task
def tell_lapsed() -> int:
    """Every ten minutes. Safe to run twice: a day that passed is told once."""
    return tell_lapsed_orders(now=clock.now())


@shared_task
def follow_ladder() -> int:
    """Every ten minutes, so that what a night missed is made up. Safe to run twice: everything is told once."""
    return laddering.follow_ladder(now=clock.now()).changed


@shared_task
def follow_checks() -> int:
    """Every ten minutes. Each check runs once a day; days that were missed are made up first.

    Safe to run twice, and on two machines: of two the second waits for a check and finds it done.
    """
    ran = watching.follow_checks(clock=clock.now)
    watching.tell_new_findings(now=clock.now())
    return ran.opened + ran.closed
