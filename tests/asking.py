"""Which fixtures does a test ask for, by itself or through a fixture of the suite?"""

from __future__ import annotations

import pytest


def asked_for(item: pytest.Item) -> set[str]:
    """Names of fixtures; what the fixtures of plugins ask for among themselves says nothing of the test."""
    if not isinstance(item, pytest.Function):
        return set()
    information = item._fixtureinfo
    ours = (each for several in information.name2fixturedefs.values() for each in several)
    of_fixtures = {
        name for each in ours if each.func.__module__.startswith("tests.") for name in each.argnames
    }
    marked = {name for mark in item.iter_markers("usefixtures") for name in mark.args}
    return of_fixtures | marked | set(information.argnames)
