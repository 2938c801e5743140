"""How tests of reviews give cases, and what was given."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from demonstration.models import (
    AssignmentRun,
    Review,
    ReviewState,
)
from demonstration.reviewing import services
from tests.demonstration.reviewing.panels import Panel
from tests.factories import NOW

LATER = NOW + timedelta(hours=1)


def assigned(panel: Panel, **how: Any) -> AssignmentRun:
    return services.assign_reviews(panel.round.pk, actor=panel.office.actor("city"), now=NOW, **how)


def pairs(panel: Panel, *states: str) -> set[tuple[int, int]]:
    rows = Review.objects.filter(nomination__round=panel.round, state__in=states or [ReviewState.OPEN])
    return set(rows.values_list("nomination_id", "reviewer_id"))
