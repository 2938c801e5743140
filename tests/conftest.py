"""What every test stands on: real databases, guards that are lifted only to empty tables, a browser when there is one."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

pytest_plugins = ["tests.guards"]

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
IN_CI = os.environ.get("CI") == "true"


def _has_chinese_font() -> bool:
    if shutil.which("fc-list") is None:
        return False
    listed = subprocess.run(["fc-list", ":lang=zh"], capture_output=True, text=True, check=False)
    return bool(listed.stdout.strip())


def pytest_configure(config: pytest.Config) -> None:
    """In CI nothing that the suite needs may be missing; elsewhere a missing part is a counted skip."""
    if not IN_CI:
        return
    missing = [
        name
        for name, there in {"Chromium": CHROMIUM, "Chinese font": _has_chinese_font()}.items()
        if not there
    ]
    if missing:
        pytest.exit(f"CI lacks: {', '.join(missing)}", returncode=3)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    on_postgresql = bool(os.environ.get("DATABASE_URL"))
    for item in items:
        if "browser" in item.keywords and CHROMIUM is None:
            item.add_marker(pytest.mark.skip(reason="no Chromium on this machine"))
        if "pg" in item.keywords and not on_postgresql:
            item.add_marker(pytest.mark.skip(reason="needs PostgreSQL: set DATABASE_URL"))


@pytest.fixture(autouse=True)
def _private_media(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def is_postgresql() -> bool:
    return connection.vendor == "postgresql"
