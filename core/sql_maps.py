"""Values looked up by the database under the text of a row: for what only Python can work out, little and often the same."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import DateField, Expression, F, Func, IntegerField
from django.db.models.sql.compiler import SQLCompiler


class DayUnder(Func):
    """The day that ``days`` has under a key, which is made of digits, colons and hyphens; none where it has none."""

    output_field = DateField()

    def __init__(self, key: Expression, days: Mapping[str, date]) -> None:
        super().__init__(key)
        self.table = json.dumps({name: day.isoformat() for name, day in days.items()})

    def as_postgresql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **more: Any
    ) -> tuple[str, Any]:
        (key, given), *_ = map(compiler.compile, self.source_expressions)
        return f"(%s::jsonb ->> ({key}))::date", (self.table, *given)

    def as_sqlite(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **more: Any
    ) -> tuple[str, Any]:
        (key, given), *_ = map(compiler.compile, self.source_expressions)
        return f"json_extract(%s, '$.\"' || ({key}) || '\"')", (self.table, *given)


class NumberBelow(Func):
    """The number under ``part:kind``, where ``part`` is the component of a path at a depth; none where there is none."""

    output_field = IntegerField()

    def __init__(
        self, path: Expression | F | str, kind: Expression | F | str, depth: int, numbers: Mapping[str, int]
    ) -> None:
        super().__init__(path, kind)
        self.depth, self.table = depth, json.dumps(numbers)

    def as_postgresql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **more: Any
    ) -> tuple[str, Any]:
        (path, given), (kind, given_kind) = map(compiler.compile, self.source_expressions)
        sql = f"(%s::jsonb ->> (split_part({path}, '.', {self.depth}) || ':' || {kind}))::integer"
        return sql, (self.table, *given, *given_kind)

    def as_sqlite(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **more: Any
    ) -> tuple[str, Any]:
        (path, given), (kind, given_kind) = map(compiler.compile, self.source_expressions)
        for _ in range(self.depth - 1):
            path, given = f"substr({path}, instr({path}, '.') + 1)", (*given, *given)
        part, given = f"substr({path}, 1, instr({path}, '.') - 1)", (*given, *given)
        return f"json_extract(%s, '$.\"' || {part} || ':' || {kind} || '\"')", (
            self.table,
            *given,
            *given_kind,
        )
