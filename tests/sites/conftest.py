"""The branch, its site and those who tell of it, for tests of notices and supplies."""

from __future__ import annotations

from typing import Any

import pytest

from core.actor import SYSTEM
from sites.models import ServiceSite
from sites.services import Sender
from tests.factories import NOW, Tree, actor_of, build_tree, person
from tests.factories.packs import seed_calendars
from tests.office import Office, build_office, case_in, site_of


@pytest.fixture
def tree() -> Tree:
    seed_calendars(actor=SYSTEM, now=NOW)
    return build_tree()


@pytest.fixture
def keeper(tree: Tree) -> Sender:
    return Sender(actor_of(person("keeper", "keeper", tree.primary, name="王芳")), NOW)


@pytest.fixture
def district(tree: Tree) -> Sender:
    return Sender(actor_of(person("district", "district", tree.south, name="李娜")), NOW)


@pytest.fixture
def office(settings: Any) -> Office:
    """For the pages: the clock is stopped."""
    settings.CLOCK_PIN = NOW.isoformat()
    return build_office()


@pytest.fixture
def site(office: Office) -> ServiceSite:
    return site_of(case_in(office, "filed"))
