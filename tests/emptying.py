"""Emptying a PostgreSQL database after a test that commits: only of what the test left, since most tables are untouched.

A TRUNCATE of all tables lays new files for each of their thousand indexes, and takes seconds.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import transaction


@dataclass(frozen=True)
class AsMigrated:
    """What the migrations wrote, by table: the keys of the rows as text, and what the rows say."""

    keys: dict[str, list[str]]
    digests: dict[str, str]


def as_migrated(connection: Any) -> AsMigrated:
    """Asked once, before the first test that commits."""
    filled = _filled(connection)
    keys = {table: _column(connection, f'SELECT {key}::text FROM "{table}"') for table, key in filled.items()}
    return AsMigrated(keys, {table: _digest(connection, table) for table in filled})


def is_as_migrated_again(connection: Any, before: AsMigrated) -> bool:
    """Takes away every row that is new. False when a row of the migrations says something else now, or is gone."""
    filled = _filled(connection)
    guarded = _column(
        connection, "SELECT DISTINCT tgrelid::regclass::text FROM pg_trigger WHERE NOT tgisinternal"
    )
    lifted = [table for table in filled if table in guarded]
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        for table in lifted:
            cursor.execute(f'ALTER TABLE "{table}" DISABLE TRIGGER USER')
        for table, key in filled.items():
            cursor.execute(
                f'DELETE FROM "{table}" WHERE {key}::text <> ALL(%s)', [before.keys.get(table, [])]
            )
        cursor.execute(
            "SET CONSTRAINTS ALL IMMEDIATE"
        )  # a table with keys still to be looked at is not altered
        for table in lifted:
            cursor.execute(f'ALTER TABLE "{table}" ENABLE TRIGGER USER')
    return all(_digest(connection, table) == digest for table, digest in before.digests.items())


def _filled(connection: Any) -> dict[str, str]:
    """Tables of models that have rows, with the column of their key."""
    keys = {
        model._meta.db_table: model._meta.pk.column
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy
    }
    asked = " UNION ALL ".join(f"SELECT '{table}' WHERE EXISTS (SELECT 1 FROM \"{table}\")" for table in keys)
    return {table: keys[table] for table in _column(connection, asked)}


def _digest(connection: Any, table: str) -> str:
    (digest,) = _column(
        connection,
        f"SELECT coalesce(md5(string_agg(kept::text, '|' ORDER BY kept::text)), '') FROM \"{table}\" AS kept",
    )
    return str(digest)


def _column(connection: Any, sql: str) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return [value for (value,) in cursor.fetchall()]
