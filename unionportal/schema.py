"""Was a database made by a newer program than this one? Names of migrations alone, no row."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.migrations.loader import MigrationLoader


def unknown_migrations(applied: Iterable[str]) -> list[str]:
    """Those of a database, as app.name, that this program does not have."""
    own = MigrationLoader(None).disk_migrations
    known = {*own, *(each for one in own.values() for each in one.replaces)}
    return sorted(set(applied) - {".".join(each) for each in known})
