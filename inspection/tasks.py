"""What the scheduler asks of inspection."""

from __future__ import annotations

import time

from celery import shared_task
from django.conf import settings

from core import clock
from core.scheduled import Done
from inspection.laddering import services as laddering
from inspection.rectifying.services import tell_lapsed_orders
from inspection.reviewing import services
from inspection.watching import services as watching
from inspection.watching.undone import not_followed_words, unfinished_words


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
    """Every ten minutes, so that what a night missed is made up. Safe to run twice: everything is told once.

    Sites that could not be followed are named; the others are done. After half of the time that a task has, the next run
    goes on.
    """
    until = time.monotonic() + settings.TASK_LIMIT / 2
    followed = laddering.follow_ladder(now=clock.now(), go_on=lambda: time.monotonic() < until)
    return Done(followed.changed, not_followed_words(followed.failed))


@shared_task
def follow_checks() -> int:
    """Every ten minutes. Each check runs once a day; days that were missed are made up first.

    Safe to run twice, and on two machines: of two the second waits for a check and finds it done.
    What did not end stays said until a later run made it good, also when it was given up for the day.
    """
    ran = watching.follow_checks(clock=clock.now)
    watching.tell_new_findings(now=clock.now())
    return Done(ran.opened + ran.closed, unfinished_words(clock.today()))
