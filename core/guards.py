"""What the database itself refuses: append-only tables and rows that are frozen once a condition holds.

Installed by one idempotent function after every migrate, because SQLite drops triggers when it rebuilds a table.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.checks import Error
from django.db.backends.base.base import BaseDatabaseWrapper


@dataclass(frozen=True)
class Guard:
    """Refuse ``operation`` on ``table`` when ``condition`` (SQL over OLD or NEW) holds."""

    table: str
    operation: str
    condition: str = "1 = 1"

    @property
    def name(self) -> str:
        return f"guard_{self.table}_{self.operation.lower()}"


_guards: dict[str, Guard] = {}


def register_guard(guard: Guard) -> None:
    _guards[guard.name] = guard


def append_only(table: str) -> None:
    """No row of the table is ever changed or deleted."""
    register_guard(Guard(table, "UPDATE"))
    register_guard(Guard(table, "DELETE"))


def frozen_when(table: str, condition: str) -> None:
    """Rows cannot be changed or deleted once ``condition`` over OLD holds."""
    register_guard(Guard(table, "UPDATE", condition))
    register_guard(Guard(table, "DELETE", condition))


def child_frozen_when(table: str, condition: str) -> None:
    """Rows of a child table cannot be added, changed or deleted once ``condition`` holds.

    ``condition`` names the row as ``{row}``, which becomes OLD or NEW.
    """
    register_guard(Guard(table, "INSERT", condition.format(row="NEW")))
    register_guard(
        Guard(table, "UPDATE", f"({condition.format(row='OLD')}) OR ({condition.format(row='NEW')})")
    )
    register_guard(Guard(table, "DELETE", condition.format(row="OLD")))


def _sqlite(guard: Guard) -> list[str]:
    return [
        f"DROP TRIGGER IF EXISTS {guard.name}",
        f"CREATE TRIGGER {guard.name} BEFORE {guard.operation} ON {guard.table} WHEN {guard.condition} "
        f"BEGIN SELECT RAISE(ABORT, '{guard.table}: rows are protected'); END",
    ]


def _postgresql(guard: Guard) -> list[str]:
    return [
        f"CREATE OR REPLACE FUNCTION {guard.name}() RETURNS trigger LANGUAGE plpgsql AS $guard$ "
        f"BEGIN IF {guard.condition} THEN RAISE EXCEPTION '{guard.table}: rows are protected' "
        f"USING ERRCODE = 'restrict_violation'; END IF; RETURN COALESCE(NEW, OLD); END $guard$",
        f"DROP TRIGGER IF EXISTS {guard.name} ON {guard.table}",
        f"CREATE TRIGGER {guard.name} BEFORE {guard.operation} ON {guard.table} "
        f"FOR EACH ROW EXECUTE FUNCTION {guard.name}()",
    ]


def install_guards(connection: BaseDatabaseWrapper) -> None:
    """Put every registered guard in place; running it again changes nothing."""
    statements = _postgresql if connection.vendor == "postgresql" else _sqlite
    with connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor))
        for guard in _guards.values():
            if guard.table in tables:
                for statement in statements(guard):
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
        tables = set(connection.introspection.table_names(cursor))
    wanted = {name for name, guard in _guards.items() if guard.table in tables}
    return sorted(wanted - installed_guards(connection))


def check_guards(connection: BaseDatabaseWrapper) -> list[Any]:
    """The system check: one error naming what is missing and how to put it back."""
    missing = missing_guards(connection)
    if not missing:
        return []
    return [Error(f"database guards are missing: {', '.join(missing)}", hint="run migrate", id="core.E001")]
