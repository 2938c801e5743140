"""Several questions, one statement: a SELECT without a table, each question a subquery that knows nothing of the others."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import DEFAULT_DB_ALIAS
from django.db.models import F, QuerySet, Subquery, TextField
from django.db.models.expressions import BaseExpression
from django.db.models.sql import Query
from django.db.models.sql.constants import SINGLE


class _Keys(Subquery):
    """The keys of a query in its order, in one text: neither database has to send rows of different tables together."""

    template = "(SELECT group_concat(key_at_once) FROM (%(subquery)s) AS found)"
    output_field = TextField()

    def as_postgresql(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        template = "(SELECT string_agg(key_at_once::text, ',') FROM (%(subquery)s) AS found)"
        return self.as_sql(compiler, connection, template=template, **extra)


def answers_at_once(questions: Sequence[BaseExpression]) -> tuple[Any, ...]:
    """What the database says to each (``Exists``, ``Subquery``), as it comes from the driver. No statement for none."""
    if not questions:
        return ()
    query = Query(None)
    for number, question in enumerate(questions):
        query.add_annotation(question, f"answer_{number}")
    return tuple(query.get_compiler(DEFAULT_DB_ALIAS).execute_sql(SINGLE))


def keys_at_once(wanted: Iterable[tuple[QuerySet[Any], int]]) -> list[list[Any]]:
    """Of each query the keys of its first rows, in its order: one statement for all of them.

    ``wanted``: a query that is not cut, and how many rows at most.
    """
    rows = list(wanted)
    found = answers_at_once([_Keys(each.values(key_at_once=F("pk"))[:most]) for each, most in rows])
    return [
        [each.model._meta.pk.to_python(key) for key in dict.fromkeys(text.split(","))] if text else []
        for (each, _), text in zip(rows, found, strict=True)
    ]
