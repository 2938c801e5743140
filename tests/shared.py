"""What is the same for every test of a process and is prepared once: the list of static files, the objects of the imports."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from whitenoise.middleware import WhiteNoiseMiddleware


@pytest.fixture(scope="session", autouse=True)
def static_files_are_listed_once() -> Iterator[None]:
    """Each test client has a chain of middleware of its own, and each chain would read every static file's date."""
    list_files = WhiteNoiseMiddleware.add_files_from_finders
    listed: dict[str, dict[str, Any]] = {}

    def list_once(self: Any) -> None:
        where = repr((self.static_prefix, settings.STATICFILES_DIRS, settings.STATIC_ROOT, settings.STORAGES))
        if where not in listed:
            list_files(self)
            listed[where] = dict(self.files)
        self.files.update(listed[where])

    WhiteNoiseMiddleware.add_files_from_finders = list_once
    yield
    WhiteNoiseMiddleware.add_files_from_finders = list_files


def pytest_collection_finish(session: pytest.Session) -> None:
    """What was imported stays to the end: no search for garbage looks at it again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)
