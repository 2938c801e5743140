"""A city with sites in use, built once for each module."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction

from sites.models import ServiceSite
from tests.factories import Office, build_office
from tests.inspection.boards import open_site
from tests.inspection.reviews import World, sites_everywhere


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """Built once for a module and taken back at its end; each test works in a savepoint of its own above it."""
    with django_db_blocker.unblock(), transaction.atomic():
        office = build_office()
        yield World(office, sites_everywhere(office, open_site(office)))
        transaction.set_rollback(True)


@pytest.fixture
def office(world: World, db: None) -> Office:
    return world.office


@pytest.fixture
def sites(world: World, db: None) -> list[ServiceSite]:
    """Read anew: a test must not find what another one left on the objects."""
    rows = ServiceSite.objects.select_related("version").in_bulk([site.pk for site in world.sites])
    return [rows[site.pk] for site in world.sites]
