"""How are thousands of new rows of one table written? By COPY where the database has it, otherwise as ``bulk_create``.

The rows are the same either way. Building and sending a statement for every few hundred rows costs more than the
writing itself. Nothing is read back: who needs the keys takes them first, and can then name the rows by them.
"""

from __future__ import annotations

import io
import json
from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from django.db import connection
from django.db.models import Field, JSONField, Model
from django.db.models.base import ModelState
from django.db.models.expressions import DatabaseDefault

M = TypeVar("M", bound=Model)

#: What stands for a character that would end a cell or a line (the first spells the others), and for no value.
_ESCAPED = (("\\", r"\\"), ("\t", r"\t"), ("\n", r"\n"), ("\r", r"\r"))
_NOTHING = r"\N"

#: The sequence is looked for once and not with every key, which would take fourteen times as long.
_FROM_SEQUENCE = (
    "SELECT nextval(own.name) FROM (SELECT pg_get_serial_sequence(%s, %s)::regclass AS name OFFSET 0) AS own, "
    "generate_series(1, %s)"
)
_LAST_KEY = "SELECT seq FROM sqlite_sequence WHERE name = %s"


def like(row: M, **columns: Any) -> M:
    """A new row with the columns of an unsaved ``row``, and some of its own by the names of their columns.

    Many times quicker than building each row from its defaults. Lists among the defaults are shared: the rows are
    there to be written, not to be worked on.
    """
    new = type(row).__new__(type(row))
    vars(new).update(vars(row), _state=ModelState(), **columns)
    return new


def give_keys(rows: Sequence[M]) -> None:
    """A key for each new row before it is written, in their order; called in the transaction that writes them."""
    if not rows:
        return
    table, key = rows[0]._meta.db_table, rows[0]._meta.pk.column
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(_FROM_SEQUENCE, [table, key, len(rows)])
            keys = sorted(found for (found,) in cursor.fetchall())
        else:
            # A transaction is the only writer here, so that nobody else takes the keys that follow.
            cursor.execute(_LAST_KEY, [table])
            last = cursor.fetchone()
            first = (last[0] if last else 0) + 1
            keys = list(range(first, first + len(rows)))
    for row, number in zip(rows, keys, strict=True):
        row.pk = number


def insert_many(rows: Sequence[M]) -> None:
    """Write new rows of one table; those without a key get one that is not told."""
    if not rows:
        return
    if connection.vendor != "postgresql":
        type(rows[0])._default_manager.bulk_create(rows)
        return
    fields = [field for field in rows[0]._meta.concrete_fields if not field.primary_key or rows[0].pk]
    names = ", ".join(connection.ops.quote_name(str(field.column)) for field in fields)
    columns = [_cells(field, [row.__dict__[field.attname] for row in rows]) for field in fields]
    text = io.StringIO("".join("\t".join(line) + "\n" for line in zip(*columns, strict=True)))
    table = connection.ops.quote_name(rows[0]._meta.db_table)
    copy_in(f"COPY {table} ({names}) FROM STDIN", text)
    for row in rows:
        row._state.adding, row._state.db = False, connection.alias


def copy_in(statement: str, text: io.StringIO) -> None:
    """Send rows to the server; the one writing that no statement of Django's stands for."""
    with connection.cursor() as cursor, connection.wrap_database_errors:
        cursor.copy_expert(statement, text)


def _cells(field: Field[Any, Any], values: Sequence[Any]) -> list[str]:
    """The cells of one column; most hold the same in all rows, so each value is spelt once."""
    if len(set(map(id, values))) == 1:
        return [_spelt(field, values[0])] * len(values)
    if isinstance(field, JSONField):
        return [_spelt(field, value) for value in values]
    known: dict[tuple[type, Any], str] = {}
    cells = []
    for value in values:
        cell = known.get((type(value), value))
        if cell is None:
            cell = known[type(value), value] = _spelt(field, value)
        cells.append(cell)
    return cells


def _spelt(field: Field[Any, Any], value: Any) -> str:
    if isinstance(value, DatabaseDefault):
        value = field.db_default  # the row was built without this column
    if value is None:
        return _NOTHING
    if isinstance(field, JSONField):
        # JSON spells tabs and ends of lines itself.
        return json.dumps(value, cls=field.encoder, ensure_ascii=False).replace("\\", r"\\")
    if isinstance(value, bytes):
        return rf"\\x{value.hex()}"
    text = str(field.get_prep_value(value))
    for character, escaped in _ESCAPED:
        text = text.replace(character, escaped)
    return text


def set_each(model: type[Model], column: str, numbers: Mapping[int, int]) -> None:
    """Write a number of its own into ``column`` of each row; ``numbers`` by their keys."""
    if not numbers:
        return
    name = connection.ops.quote_name
    table, key, target = name(model._meta.db_table), name(str(model._meta.pk.column)), name(column)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            told = "(SELECT unnest(%s::bigint[]) AS key, unnest(%s::bigint[]) AS number) AS told"
            change = f"UPDATE {table} SET {target} = told.number FROM {told} WHERE {table}.{key} = told.key"  # noqa: S608  # own names
            cursor.execute(change, [list(numbers), list(numbers.values())])
        else:
            change = f"UPDATE {table} SET {target} = %s WHERE {key} = %s"  # noqa: S608  # own names
            cursor.executemany(change, [(number, row) for row, number in numbers.items()])
