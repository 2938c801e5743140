"""What the database itself refuses: append-only tables and rows that are frozen once a condition holds.

Installed by one idempotent function after every migrate, because SQLite drops triggers when it rebuilds a table.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.checks import Error
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper

#: What only one of the databases can do to a row; ``OR REPLACE`` removes rows in the way without a DELETE.
ONLY_ON = {"TRUNCATE": "postgresql", "INSERT OR REPLACE": "sqlite", "UPDATE OR REPLACE": "sqlite"}


@dataclass(frozen=True)
class Guard:
    """Refuse ``operation`` on ``table`` when ``condition`` holds: SQL over OLD or NEW.

    For the operations of ``ONLY_ON`` it is asked of each row that would be lost, called ``kept``.
    """

    table: str
    operation: str
    condition: str = "1 = 1"

    @property
    def name(self) -> str:
        return f"guard_{self.table}_{self.operation.lower().replace(' ', '_')}"

    def applies_to(self, vendor: str) -> bool:
        return ONLY_ON.get(self.operation, vendor) == vendor


_guards: dict[str, Guard] = {}


def register_guard(guard: Guard) -> None:
    _guards[guard.name] = guard


def append_only(table: str) -> None:
    """No row of the table is ever changed or deleted."""
    frozen_when(table, "1 = 1")


def frozen_when(table: str, condition: str) -> None:
    """Rows cannot be changed, deleted or replaced once ``condition`` holds.

    ``condition`` names the row as ``{row}``, which becomes OLD, NEW or ``kept``.
    """
    register_guard(Guard(table, "UPDATE", condition.format(row="OLD")))
    register_guard(Guard(table, "DELETE", condition.format(row="OLD")))
    for operation in ONLY_ON:
        register_guard(Guard(table, operation, condition.format(row="kept")))


def child_frozen_when(table: str, condition: str) -> None:
    """Rows of a child table cannot be added, changed, deleted or replaced once ``condition`` holds."""
    frozen_when(table, condition)
    register_guard(Guard(table, "INSERT", condition.format(row="NEW")))
    register_guard(
        Guard(table, "UPDATE", f"({condition.format(row='OLD')}) OR ({condition.format(row='NEW')})")
    )


def _unique_keys(cursor: CursorWrapper, table: str) -> list[list[str]]:
    """The columns of the primary key and of each unique index over whole columns and all rows."""
    cursor.execute(f"SELECT name FROM pragma_table_info('{table}') WHERE pk > 0")  # noqa: S608  # our own table
    keys = [[name for (name,) in cursor.fetchall()]]
    cursor.execute(f"SELECT name FROM pragma_index_list('{table}') WHERE \"unique\" AND NOT partial")  # noqa: S608
    for (index,) in cursor.fetchall():
        cursor.execute(f"SELECT name FROM pragma_index_info('{index}')")  # noqa: S608
        keys.append([name for (name,) in cursor.fetchall()])
    return [key for key in keys if all(key)]


def _in_the_way(cursor: CursorWrapper, guard: Guard) -> str:
    """Does the new row have a key of a protected row, which ``OR REPLACE`` would then remove?"""
    keys = _unique_keys(cursor, guard.table)
    same = " OR ".join(" AND ".join(f'kept."{name}" = NEW."{name}"' for name in key) for key in keys)
    another = " AND kept.rowid <> OLD.rowid" if guard.operation.startswith("UPDATE") else ""
    return (
        f"EXISTS (SELECT 1 FROM {guard.table} AS kept "  # noqa: S608  # our own table and condition
        f"WHERE ({same}){another} AND ({guard.condition}))"
    )


def _sqlite(cursor: CursorWrapper, guard: Guard) -> list[str]:
    replaces = guard.operation in ONLY_ON
    condition = _in_the_way(cursor, guard) if replaces else guard.condition
    return [
        f"DROP TRIGGER IF EXISTS {guard.name}",
        f"CREATE TRIGGER {guard.name} BEFORE {guard.operation.split()[0]} ON {guard.table} WHEN {condition} "
        f"BEGIN SELECT RAISE(ABORT, '{guard.table}: rows are protected'); END",
    ]


def _postgresql(cursor: CursorWrapper, guard: Guard) -> list[str]:
    condition, each, answer = guard.condition, "ROW", "COALESCE(NEW, OLD)"
    if guard.operation == "TRUNCATE":
        condition = f"EXISTS (SELECT 1 FROM {guard.table} AS kept WHERE {condition})"  # noqa: S608  # our own
        each, answer = "STATEMENT", "NULL"
    return [
        f"CREATE OR REPLACE FUNCTION {guard.name}() RETURNS trigger LANGUAGE plpgsql AS $guard$ "
        f"BEGIN IF {condition} THEN RAISE EXCEPTION '{guard.table}: rows are protected' "
        f"USING ERRCODE = 'restrict_violation'; END IF; RETURN {answer}; END $guard$",
        f"DROP TRIGGER IF EXISTS {guard.name} ON {guard.table}",
        f"CREATE TRIGGER {guard.name} BEFORE {guard.operation} ON {guard.table} "
        f"FOR EACH {each} EXECUTE FUNCTION {guard.name}()",
    ]


def _wanted(connection: BaseDatabaseWrapper, cursor: CursorWrapper) -> dict[str, Guard]:
    """The registered guards that this database needs, on the tables that exist."""
    tables = set(connection.introspection.table_names(cursor))
    return {
        name: guard
        for name, guard in _guards.items()
        if guard.table in tables and guard.applies_to(connection.vendor)
    }


def install_guards(connection: BaseDatabaseWrapper) -> None:
    """Put every registered guard in place; running it again changes nothing."""
    statements = _postgresql if connection.vendor == "postgresql" else _sqlite
    with connection.cursor() as cursor:
        for guard in _wanted(connection, cursor).values():
            for statement in statements(cursor, guard):
                cursor.execute(statement)


def lift_guards(connection: BaseDatabaseWrapper) -> None:
    """Take the guards away, for a test that empties tables; ``install_guards`` puts them back."""
    on_table = connection.vendor == "postgresql"
    with connection.cursor() as cursor:
        for name in installed_guards(connection):
            suffix = f" ON {_guards[name].table}" if on_table else ""
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}{suffix}")


def installed_guards(connection: BaseDatabaseWrapper) -> set[str]:
    """Names of the registered guards that the database really has."""
    if connection.vendor == "postgresql":
        query = "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'"
    else:
        query = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    with connection.cursor() as cursor:
        cursor.execute(query)
        return {name for (name,) in cursor.fetchall()} & _guards.keys()


def missing_guards(connection: BaseDatabaseWrapper) -> list[str]:
    """Guards that should stand on an existing table and do not."""
    with connection.cursor() as cursor:
        wanted = set(_wanted(connection, cursor))
    return sorted(wanted - installed_guards(connection))


def check_guards(connection: BaseDatabaseWrapper) -> list[Any]:
    """The system check: one error naming what is missing and how to put it back."""
    missing = missing_guards(connection)
    if not missing:
        return []
    return [Error(f"database guards are missing: {', '.join(missing)}", hint="run migrate", id="core.E001")]
