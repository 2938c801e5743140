"""The office in which hostile cases are tried, with its clock stopped."""

from __future__ import annotations

from typing import Any

import pytest

from tests.office import NOW, Office, build_office


@pytest.fixture
def office(db: None, settings: Any) -> Office:
    settings.CLOCK_PIN = NOW.isoformat()
    return build_office()
