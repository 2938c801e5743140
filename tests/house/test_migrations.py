"""Do the migrations say what the models say, and do the guards stand on the final schema?"""

from __future__ import annotations

from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from core.guards import check_guards

pytestmark = pytest.mark.django_db


def test_no_model_is_ahead_of_its_migrations() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_every_migration_has_been_run_and_none_conflicts() -> None:
    executor = MigrationExecutor(connection)
    assert executor.loader.detect_conflicts() == {}
    assert executor.migration_plan(executor.loader.graph.leaf_nodes()) == []


def test_the_guards_stand_after_the_last_migration() -> None:
    assert check_guards(connection) == []


def test_the_embedded_cache_has_its_table(settings: Any) -> None:
    if settings.REDIS_URL:
        pytest.skip("Redis is the cache: no table needed")
    assert "portal_cache" in connection.introspection.table_names()
