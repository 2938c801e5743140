"""What every test stands on: real databases, private files, and in CI every part the suite needs."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from hypothesis import HealthCheck, settings

from tests.asking import asked_for
from tests.chromium import chromium
from unionportal.settings import base

# A busy machine is no finding: no example is judged by the clock.
settings.register_profile("suite", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("suite")

pytest_plugins = ["tests.guards", "tests.remembered", "tests.shared", "tests.browsing", "tests.side_by_side"]

IN_CI = os.environ.get("CI") == "true"
#: Set by ``manage.py test`` when the same tests run on PostgreSQL right after.
POSTGRESQL_FOLLOWS = os.environ.get("PORTAL_TEST_FOLLOWS") == "postgresql"

#: Fixtures of tests in which a database answers; without one of them (or the mark) pytest-django lets none answer.
OF_DATABASES = {
    "db",
    "transactional_db",
    "live_server",
    "client",
    "admin_client",
    "admin_user",
    "django_db_blocker",
    "django_db_setup",
    "is_postgresql",
}


def has_chinese_font() -> bool:
    if shutil.which("fc-list") is None:
        return False
    listed = subprocess.run(["fc-list", ":lang=zh"], capture_output=True, text=True, check=False)
    return bool(listed.stdout.strip())


def pytest_configure(config: pytest.Config) -> None:
    """In CI a missing part is a failure; elsewhere it is a counted skip."""
    if not IN_CI:
        return
    there = {
        "Chromium": chromium(),
        "a Chinese font": has_chinese_font(),
        "PostgreSQL (DATABASE_URL)": POSTGRESQL_FOLLOWS or os.environ.get("DATABASE_URL"),
        "Redis (REDIS_URL)": os.environ.get("REDIS_URL"),
    }
    missing = [name for name, found in there.items() if not found]
    if missing:
        pytest.exit(f"CI lacks: {', '.join(missing)}", returncode=3)


def _marks_of(item: pytest.Item) -> set[str]:
    """Not its keywords: among them are the names of all folders above it, also of the one that was cloned into."""
    return {mark.name for mark in item.iter_markers()}


def _is_left_to_postgresql(item: pytest.Item) -> bool:
    """Marked so, or without any database: then a second run is the same run. What starts processes runs twice."""
    marks = _marks_of(item)
    asks_rows = "django_db" in marks or bool(OF_DATABASES & asked_for(item))
    return bool({"browser", "pg", "once"} & marks) or not (asks_rows or "slow" in marks)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What the second run does anyway is left to it; what this machine cannot do is skipped with the reason."""
    later = [item for item in items if POSTGRESQL_FOLLOWS and _is_left_to_postgresql(item)]
    if later:
        config.hook.pytest_deselected(items=later)
        items[:] = [item for item in items if item not in set(later)]
    for item in items:
        marks = _marks_of(item)
        if "browser" in marks and chromium() is None:
            item.add_marker(pytest.mark.skip(reason="no Chromium on this machine"))
        if "pg" in marks and connection.vendor != "postgresql":
            item.add_marker(pytest.mark.skip(reason="needs PostgreSQL: set DATABASE_URL"))
        if "redis" in marks and not os.environ.get("REDIS_URL"):
            item.add_marker(pytest.mark.skip(reason="needs Redis: set REDIS_URL"))


@pytest.fixture(autouse=True)
def _private_media(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture(autouse=True)
def _nothing_counted_yet(request: pytest.FixtureRequest) -> None:
    """What Redis counted for the last test is not rolled back with its rows; what the database counted is."""
    if base.REDIS_URL and OF_DATABASES & set(request.fixturenames):
        cache.clear()


@pytest.fixture
def is_postgresql() -> bool:
    return connection.vendor == "postgresql"


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """One line before the closing one: seconds of work, milliseconds a test, the slowest by name."""
    reports = [
        each for group in terminalreporter.stats.values() for each in group if hasattr(each, "duration")
    ]
    took: dict[str, float] = {}
    for report in reports:
        took[report.nodeid] = took.get(report.nodeid, 0.0) + report.duration
    if len(took) > 1:
        total, slowest = sum(took.values()), max(took, key=lambda name: took[name])
        terminalreporter.write_line(
            f"{len(took)} tests, {total:.0f} s of work, {1000 * total / len(took):.0f} ms a test, "
            f"slowest {took[slowest]:.1f} s ({slowest})"
        )
