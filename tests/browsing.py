"""A real Chromium for journeys: one browser a run, a fresh profile a test, no error in its console unnoticed."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.chromium import chromium

#: Root in a container has no sandbox; a test's browser talks to nobody but the portal.
ARGUMENTS = ["--no-sandbox", "--disable-background-networking", "--disable-dev-shm-usage"]


@pytest.fixture(scope="session")
def chromium_browser() -> Iterator[Browser]:
    # Playwright's loop runs in this thread; the ORM of a test is used between its steps, never inside them.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    path = chromium()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def context_options() -> dict[str, Any]:
    """Overridden by a test that needs a phone, no script or a position."""
    return {"viewport": {"width": 1280, "height": 800}}


@pytest.fixture
def context(
    chromium_browser: Browser, context_options: dict[str, Any], live_server: Any
) -> Iterator[BrowserContext]:
    options = {
        "locale": "zh-CN",
        "timezone_id": "Asia/Shanghai",
        "base_url": live_server.url,
        **context_options,
    }
    context = chromium_browser.new_context(**options)
    context.set_default_timeout(10_000)
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """A page whose console stays silent: a refused script or a missing file fails the test."""
    complaints: list[str] = []
    page = context.new_page()
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda line: complaints.append(line.text) if line.type == "error" else None)
    yield page
    assert complaints == []
