"""How does each database say it? The words in which their SQL differs, where a statement of the watch needs them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet


@dataclass(frozen=True)
class Dialect:
    """``greatest`` and ``json_object``: names of functions; ``text`` and ``date``: a value as one, with {} for it."""

    greatest: str
    json_object: str
    text: str = "{}"
    date: str = "{}"


_POSTGRESQL = Dialect("GREATEST", "jsonb_build_object", "CAST({} AS text)", "CAST({} AS date)")
_SQLITE = Dialect("MAX", "json_object")


def is_postgresql() -> bool:
    return connection.vendor == "postgresql"


def dialect() -> Dialect:
    return _POSTGRESQL if is_postgresql() else _SQLITE


def sql_of(rows: QuerySet[Any, Any]) -> tuple[str, tuple[Any, ...]]:
    """A query and its values; empty when it can have no row."""
    try:
        sql, given = rows.query.get_compiler(connection=connection).as_sql()
    except EmptyResultSet:
        return "", ()
    return sql, tuple(given)
