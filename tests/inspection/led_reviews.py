"""Steps of a yearly review that its tests share."""

from __future__ import annotations

from inspection.models import Assessment
from inspection.reviewing import services
from tests.factories import NOW
from tests.inspection.reviews import (
    again,
)

SEED = "5a" * 32


def states(review):
    return sorted(Assessment.objects.filter(review_entry__review=review).values_list("state", flat=True))


def lead(office, review, action, *, by="city", now=NOW, **more):
    act = {
        "end_own": services.end_own_points,
        "draw": services.draw_spot_check,
        "close": services.close_review,
    }
    return act[action](review.pk, actor=office.actor(by), now=now, seen=again(review).revision, **more)


def at_the_draw(office, review, **more):
    lead(office, review, "end_own")
    lead(office, review, "draw", seed=SEED, **more)
    return again(review)
