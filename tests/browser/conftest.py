"""Visitors at the one Chromium, with the clock of the office stopped on a working Monday."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.browser.visitor import Visitor, visitor_in
from tests.office import NOW, Office, build_office


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "/tests/browser/" in str(item.path):
            item.add_marker(pytest.mark.browser)


@pytest.fixture
def office(settings: Any, live_server: Any) -> Office:
    settings.CLOCK_PIN = NOW.isoformat()
    return build_office()


@pytest.fixture
def home(live_server: Any) -> str:
    """Where the portal is; overridden where other processes serve it."""
    return str(live_server.url)


@pytest.fixture
def visit(chromium_browser: Browser, home: str) -> Iterator[Callable[..., Visitor]]:
    """Makes visitors; at the end none of them may have met trouble."""
    made: list[Visitor] = []

    def make(**options: Any) -> Visitor:
        made.append(visitor_in(chromium_browser, home, **options))
        return made[-1]

    yield make
    for visitor in made:
        visitor.page.context.close()
    assert [each for visitor in made for each in visitor.trouble] == []
