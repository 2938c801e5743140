"""Several questions, one statement: a SELECT without a table, each question a subquery that knows nothing of the others.

The parts are put together as text: made of expressions, every query would be copied and its tables renamed first, which
takes longer than all the rest.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import F, QuerySet
from django.db.models.sql import Query

_ANY = "EXISTS({})"

#: The keys of a query in its order, in one text: rows of different tables need not be of one shape.
_KEYS = {
    "postgresql": "(SELECT string_agg(key_at_once::text, ',') FROM ({}) AS found)",
    "sqlite": "(SELECT group_concat(key_at_once) FROM ({}) AS found)",
}


def exist_at_once(*rows: QuerySet[Any]) -> list[bool]:
    """Of each query whether it finds anything: one statement for all."""
    return [bool(found) for found in _answers(_ANY, [each.query.exists() for each in rows])]


def keys_at_once(wanted: Iterable[tuple[QuerySet[Any], int]]) -> list[list[Any]]:
    """Of each query the keys of its first rows, in its order: one statement for all of them, none for none.

    ``wanted``: a query that is not cut, and how many rows at most.
    """
    rows = list(wanted)
    cut = [each.values(key_at_once=F("pk"))[:most].query for each, most in rows]
    found = _answers(_KEYS[connection.vendor], cut)
    return [
        [each.model._meta.pk.to_python(key) for key in dict.fromkeys(text.split(","))] if text else []
        for (each, _), text in zip(rows, found, strict=True)
    ]


def rows_at_once(wanted: Iterable[tuple[QuerySet[Any], int]]) -> list[list[Any]]:
    """Of each query its first rows, in its order: one statement finds them all, one more reads each that has some."""
    asked = list(wanted)
    found: list[list[Any]] = []
    for (rows, _), keys in zip(asked, keys_at_once(asked), strict=True):
        there = {row.pk: row for row in rows.filter(pk__in=keys)} if keys else {}
        found.append([there[key] for key in keys if key in there])
    return found


def _answers(template: str, queries: Sequence[Query]) -> list[Any]:
    """What the database says to each; nothing to those that cannot find anything, whatever is stored."""
    parts: dict[int, str] = {}
    values: list[Any] = []
    for number, query in enumerate(queries):
        try:
            sql, params = query.get_compiler(connection=connection).as_sql()
        except EmptyResultSet:
            continue
        parts[number] = template.format(sql)
        values += params
    answers: list[Any] = [None] * len(queries)
    if parts:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {', '.join(parts.values())}", values)
            for number, answer in zip(parts, cursor.fetchone(), strict=True):
                answers[number] = answer
    return answers
