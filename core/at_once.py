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

from core.plans import ask, ask_by_plan

_ANY = "EXISTS({})"

#: The keys of a query in its order, in one text: rows of different tables need not be of one shape.
_KEYS = {
    "postgresql": "(SELECT string_agg(key_at_once::text, ',') FROM ({}) AS found)",
    "sqlite": "(SELECT group_concat(key_at_once) FROM ({}) AS found)",
}


def exist_at_once(*rows: QuerySet[Any]) -> list[bool]:
    """Of each query whether it finds anything: one statement for all."""
    return [bool(found) for found in _Statement(_ANY, [each.query.exists() for each in rows]).answers()]


class KeysAtOnce:
    """Of each query the keys of its first rows, in its order: one statement for all of them, none for none.

    ``wanted``: a query that is not cut, and how many rows at most. Writing the statement takes longer than asking it;
    ``ask`` sends the same text with the same values each time, and who asks again finds its plan kept.
    """

    def __init__(self, wanted: Iterable[tuple[QuerySet[Any], int]]) -> None:
        self._is_asked = False
        rows = list(wanted)
        self._keys = [each.model._meta.pk for each, _ in rows]
        cut = [each.values(key_at_once=F("pk"))[:most].query for each, most in rows]
        self.statement = _Statement(_KEYS[connection.vendor], cut)

    def ask(self) -> list[list[Any]]:
        answers = self.statement.answers(keep_plan=self._is_asked)
        self._is_asked = True
        return [
            [key.to_python(each) for each in dict.fromkeys(text.split(","))] if text else []
            for key, text in zip(self._keys, answers, strict=True)
        ]


def rows_at_once(wanted: Iterable[tuple[QuerySet[Any], int]]) -> list[list[Any]]:
    """Of each query its first rows, in its order: one statement finds them all, one more reads each that has some."""
    asked = list(wanted)
    found: list[list[Any]] = []
    for (rows, _), keys in zip(asked, KeysAtOnce(asked).ask(), strict=True):
        there = {row.pk: row for row in rows.filter(pk__in=keys)} if keys else {}
        found.append([there[key] for key in keys if key in there])
    return found


class _Statement:
    """One SELECT of these queries; those that cannot find anything, whatever is stored, are not asked."""

    def __init__(self, template: str, queries: Sequence[Query]) -> None:
        parts: dict[int, str] = {}
        self.values: list[Any] = []
        for number, query in enumerate(queries):
            try:
                sql, params = query.get_compiler(connection=connection).as_sql()
            except EmptyResultSet:
                continue
            parts[number] = template.format(sql)
            self.values += params
        self.text = f"SELECT {', '.join(parts.values())}" if parts else ""
        self._numbers, self._count = tuple(parts), len(queries)

    def answers(self, *, keep_plan: bool = False) -> list[Any]:
        """What the database says to each; nothing to those that were not asked."""
        answers: list[Any] = [None] * self._count
        if self.text:
            with connection.cursor() as cursor:
                (ask_by_plan if keep_plan else ask)(cursor, self.text, self.values)
                for number, answer in zip(self._numbers, cursor.fetchone(), strict=True):
                    answers[number] = answer
        return answers
