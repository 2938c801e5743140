"""An officer of 市南区 and one for the whole city at the import pages, on a working Monday."""

from __future__ import annotations

from typing import Any

import pytest

from tests.imports.lists import Desk, city_officer
from tests.office import NOW, Office, build_office


@pytest.fixture
def office(db: None, settings: Any) -> Office:
    settings.CLOCK_PIN = NOW.isoformat()
    office = build_office()
    city_officer(office)
    return office


@pytest.fixture
def desk(office: Office, django_capture_on_commit_callbacks: Any) -> Desk:
    return Desk(office, office.client("importer"), django_capture_on_commit_callbacks)


@pytest.fixture
def south(office: Office, django_capture_on_commit_callbacks: Any) -> Desk:
    return Desk(office, office.client("district"), django_capture_on_commit_callbacks)
