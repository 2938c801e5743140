"""Emptying guarded tables after a test that commits: what is new is taken away, or guards are lifted, all is emptied, and
the rows of the migrations are put back.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connections
from django.test import TransactionTestCase

from core.guards import install_guards, lift_guards
from tests.emptying import AsMigrated, as_migrated, is_as_migrated_again


@pytest.fixture(scope="session", autouse=True)
def guarded_tables_can_be_emptied() -> Iterator[None]:
    """Without this, the first committing test fails on SQLite and leaves the next ones without districts and packs."""
    fill: Any = TransactionTestCase.__dict__["_fixture_setup"]
    empty = TransactionTestCase._fixture_teardown
    before: dict[str, AsMigrated] = {}

    def remember_and_fill(cls: Any) -> None:
        """Before the first test that commits, everything is as the migrations left it."""
        for alias in cls._databases_names(include_mirrors=False):
            connection: Any = connections[alias]
            if not hasattr(connection, "_test_serialized_contents"):
                connection._test_serialized_contents = connection.creation.serialize_db_to_string()
            if connection.vendor == "postgresql" and alias not in before:
                before[alias] = as_migrated(connection)
        fill.__func__(cls)

    def lift_empty_refill(self: Any) -> None:
        if all(
            alias in before and is_as_migrated_again(connections[alias], before[alias])
            for alias in self._databases_names(include_mirrors=False)
        ):
            return
        self.serialized_rollback = True  # the refill brings content types back, so that the flush need not
        for alias in self._databases_names(include_mirrors=False):
            lift_guards(connections[alias])
        empty(self)
        for alias in self._databases_names(include_mirrors=False):
            connection: Any = connections[alias]
            connection.creation.deserialize_db_from_string(connection._test_serialized_contents)
            install_guards(connection)

    TransactionTestCase._fixture_setup = classmethod(remember_and_fill)
    TransactionTestCase._fixture_teardown = lift_empty_refill
    yield
    TransactionTestCase._fixture_setup = fill
    TransactionTestCase._fixture_teardown = empty
