"""The office in which hostile cases are tried, with its clock stopped; machines that stand elsewhere."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import pytest

from tests.office import NOW, Office, build_office


@pytest.fixture
def office(db: None, settings: Any) -> Office:
    settings.CLOCK_PIN = NOW.isoformat()
    return build_office()


@pytest.fixture(params=["UTC", "Asia/Shanghai", "America/Los_Angeles"])
def server(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The machine stands elsewhere."""
    monkeypatch.setenv("TZ", request.param)
    time.tzset()
    yield request.param
    monkeypatch.undo()
    time.tzset()
