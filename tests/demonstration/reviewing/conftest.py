"""A round under review, built once for each module."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction

from tests.demonstration.reviewing.panels import Panel, build_panel
from tests.inspection.reviews import World


@pytest.fixture(scope="module")
def built(world: World, django_db_blocker: Any) -> Iterator[Panel]:
    with django_db_blocker.unblock(), transaction.atomic():
        yield build_panel(world)
        transaction.set_rollback(True)


@pytest.fixture
def panel(built: Panel, db: None) -> Panel:
    """Read anew: a test must not find what another one left on the objects."""
    for rows in (built.cases, built.reviewers):
        for row in rows:
            row.refresh_from_db()
    built.round.refresh_from_db()
    return built
