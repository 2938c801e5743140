"""Did anything change? One digest over every table, but for sessions, caches and the times of access."""

from __future__ import annotations

import hashlib

from django.db import connection

#: What a mere visit may touch.
LEFT_OUT = {"django_session", "portal_cache", "django_migrations", "sqlite_sequence"}
COLUMNS_LEFT_OUT = {"last_login"}


def tables() -> dict[str, str]:
    """The digest of each table by its name; compare two to see which one changed."""
    found: dict[str, str] = {}
    with connection.cursor() as cursor:
        for table in sorted(set(connection.introspection.table_names(cursor)) - LEFT_OUT):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            kept = [at for at, column in enumerate(cursor.description) if column[0] not in COLUMNS_LEFT_OUT]
            rows = sorted(repr([row[at] for at in kept]) for row in cursor.fetchall())
            found[table] = hashlib.sha256("\n".join(rows).encode()).hexdigest()
    return found


def changed(before: dict[str, str]) -> set[str]:
    """Names of the tables that are not what they were."""
    after = tables()
    return {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}
