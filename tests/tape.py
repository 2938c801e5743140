"""What was written to the database, so that the same can be written again: statements in their order, with their keys.

A new row gets its key from the database; when it is written again it brings the key along, so that every reference
to it stays right. What cannot be repeated word for word makes the tape unfit; it is then never played.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from itertools import groupby
from operator import itemgetter
from typing import Any

from django.apps import apps
from django.db import connection

from core import many

#: What changes no row. A savepoint left behind in peace is one of them, a rollback is not.
HARMLESS = ("SELECT", "SAVEPOINT", "RELEASE", "BEGIN", "PRAGMA", "EXPLAIN", "SET CONSTRAINTS")
REPEATABLE = ("UPDATE", "DELETE", "SET CONSTRAINTS")
INSERT = re.compile(
    r'INSERT (?:OR IGNORE )?INTO "(?P<table>\w+)" \((?P<columns>[^)]*)\) '
    r"(?P<rows>(?:VALUES|SELECT \* FROM UNNEST).*?)(?P<unless> ON CONFLICT.*?)?"
    r'(?: RETURNING (?:"\w+"\.)?(?P<returned>"\w+")(?:, "\w+"\."\w+")*)?',
    re.DOTALL,
)
#: What stands for the key before the values of a new row.
KEY, KEYS = "%s, ", "(%s)::bigint[], "


class Unfit(Exception):
    """A statement that would not do the same a second time."""


@dataclass(eq=False)
class Tape:
    written: list[tuple[str, Any]] = field(default_factory=list)
    is_fit: bool = True

    def take(self, sql: str, params: Any, keys: list[Any]) -> None:
        try:
            self.written.append(_with_keys(sql, params, keys))
        except Unfit:
            self.is_fit = False

    def wound(self) -> Reel:
        """Ready to be played, in the words of this database's driver."""
        return (_reel_of_postgresql if connection.vendor == "postgresql" else _reel_of_sqlite)(self.written)


Reel = Callable[[], None]


@cache
def _rows_without_meaning() -> frozenset[str]:
    """Tables of mere pairs: nothing refers to the key of such a row."""
    models = apps.get_models(include_auto_created=True)
    return frozenset(model._meta.db_table for model in models if model._meta.auto_created)


@cache
def _key_columns() -> dict[str, str]:
    return {model._meta.db_table: f'"{model._meta.pk.column}"' for model in apps.get_models()}


def _with_keys(sql: str, params: Any, keys: list[Any]) -> tuple[str, Any]:
    if sql.startswith(REPEATABLE):
        if "RETURNING" in sql:
            raise Unfit
        return sql, params
    found = INSERT.fullmatch(sql)
    if found is None or "RETURNING" in found["rows"]:
        raise Unfit
    table, columns, rows, unless, returned = found.group("table", "columns", "rows", "unless", "returned")
    if returned is None:
        if table not in _rows_without_meaning() and _key_columns().get(table, "") not in columns.split(", "):
            raise Unfit
        return sql, params
    if not keys or returned in columns.split(", "):
        raise Unfit
    rows, params = _rows_with_keys(rows, tuple(params), keys)
    return f'INSERT INTO "{table}" ({returned}, {columns}) {rows}{unless or ""}', params


def _rows_with_keys(rows: str, params: tuple[Any, ...], keys: list[Any]) -> tuple[str, tuple[Any, ...]]:
    if rows.startswith("SELECT"):
        return rows.replace("UNNEST(", f"UNNEST({KEYS}", 1), (keys, *params)
    several, each = len(keys), len(params) // len(keys)
    values = rows.removeprefix("VALUES ")
    one = values[: (len(values) - 2 * (several - 1)) // several]
    if ", ".join([one] * several) != values:
        raise Unfit
    with_key = ", ".join([f"({KEY}{one[1:]}"] * several)
    split = (params[at * each : (at + 1) * each] for at in range(several))
    return f"VALUES {with_key}", tuple(
        value for key, row in zip(keys, split, strict=True) for value in (key, *row)
    )


def _reel_of_postgresql(written: list[tuple[str, Any]]) -> Reel:
    """All in one journey to the server."""
    with connection.cursor() as cursor:
        script = b";".join(cursor.cursor.mogrify(sql, params) for sql, params in written)

    def play() -> None:
        if script:
            with connection.cursor() as cursor:
                cursor.cursor.execute(script)

    return play


def _reel_of_sqlite(written: list[tuple[str, Any]]) -> Reel:
    """Equal statements in a row are prepared once."""
    with connection.cursor() as cursor:
        spoken = [
            (cursor.cursor.convert_query(sql) if params else sql, tuple(params or ()))
            for sql, params in written
        ]
    groups = [(sql, [params for _, params in group]) for sql, group in groupby(spoken, key=itemgetter(0))]

    def play() -> None:
        with connection.cursor() as cursor:
            execute_many = super(type(cursor.cursor), cursor.cursor).executemany
            for sql, rows in groups:
                execute_many(sql, rows)

    return play


class _Fetched:
    """A cursor whose answer was taken already."""

    def __init__(self, cursor: Any, rows: list[Any]) -> None:
        self._cursor = cursor
        self._rows = rows

    def fetchall(self) -> list[Any]:
        rows, self._rows = self._rows, []
        return rows

    def fetchone(self) -> Any:
        return self._rows.pop(0) if self._rows else None

    def __getattr__(self, name: str) -> Any:
        return getattr(self._cursor, name)


class Recorder:
    """Hears every statement of this thread's connection: tells ``on_write`` and writes the tapes that run."""

    def __init__(self, on_write: Callable[[], None]) -> None:
        self._on_write = on_write
        self._running: list[Tape] = []
        self._copy_in, many.copy_in = many.copy_in, self._copied

    @contextmanager
    def running(self) -> Iterator[Tape]:
        tape = Tape()
        self._running.append(tape)
        try:
            yield tape
        finally:
            self._running.remove(tape)

    def _copied(self, statement: str, text: io.StringIO) -> None:
        """What goes by COPY is no statement that could be said again."""
        self._copy_in(statement, text)
        self._on_write()
        for tape in self._running:
            tape.is_fit = False

    def replayed(self, tape: Tape) -> None:
        """What was played belongs on the tapes that run as well."""
        for each in self._running:
            each.written += tape.written

    def __call__(
        self, execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: dict[str, Any]
    ) -> Any:
        done = execute(sql, params, many, context)
        if str(sql).startswith(HARMLESS):
            return done
        self._on_write()
        if self._running:
            self._take(str(sql), params, many, context["cursor"])
        return done

    def _take(self, sql: str, params: Any, many: bool, cursor: Any) -> None:
        keys: list[Any] = []
        if "RETURNING" in sql and not many:
            rows = cursor.cursor.fetchall()
            cursor.cursor = _Fetched(cursor.cursor, rows)
            keys = [row[0] for row in rows]
        for tape in self._running:
            for each in params if many else [params]:
                tape.take(sql, each, keys)
