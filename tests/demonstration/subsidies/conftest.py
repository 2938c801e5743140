"""Money of a city, built anew for each test above the city of the module."""

from __future__ import annotations

from typing import Any

import pytest

from tests.demonstration.subsidies.scenes import Money
from tests.factories import Office


@pytest.fixture
def money(office: Office, sites: list[Any]) -> Money:
    return Money(office, sites[:3])
