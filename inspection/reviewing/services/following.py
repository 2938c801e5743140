"""What a running review does by itself: new sites join, cancelled ones leave, reminders go out."""

from __future__ import annotations

from datetime import datetime

from inspection.models import ReviewState
from inspection.reviewing.selectors import running_reviews
from inspection.reviewing.services.enrolling import enrol_new_sites
from inspection.reviewing.services.leading import release_cancelled
from inspection.reviewing.services.reminding import remind_of_review


def follow_reviews(*, now: datetime) -> int:
    """Gives how many sites joined or left and how many people were told. A second run changes nothing."""
    done = 0
    for review in list(running_reviews()):
        if review.state == ReviewState.OWN:
            done += enrol_new_sites(review.pk, now=now)
        done += release_cancelled(review.pk, now=now)
        done += remind_of_review(review.pk, now=now)
    return done
