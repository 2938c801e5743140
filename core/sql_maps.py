"""A day looked up by the database under the text of a row: for days that only Python can work out, few and often the same."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import DateField, Expression, Func
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
