"""Days and months added to a day by the database, the same on both."""

from __future__ import annotations

from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import DateField, Func
from django.db.models.sql.compiler import SQLCompiler

Sql = tuple[str, Any]


class DaysAfter(Func):
    """A day, so many days later; both may be columns."""

    output_field = DateField()
    arity = 2

    def as_postgresql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **more: Any) -> Sql:
        return self.as_sql(compiler, connection, template="(%(expressions)s)", arg_joiner="::date + ", **more)

    def as_sqlite(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **more: Any) -> Sql:
        return self.as_sql(
            compiler, connection, template="date(%(expressions)s || ' days')", arg_joiner=", ", **more
        )


class MonthsAfter(Func):
    """A day, so many months later: the same day of the month, or the last one of a shorter month."""

    output_field = DateField()
    arity = 2

    def as_postgresql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **more: Any) -> Sql:
        (day, first), (months, second) = map(compiler.compile, self.source_expressions)
        return f"(({day})::date + make_interval(months => ({months})::integer))::date", (*first, *second)

    def as_sqlite(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **more: Any) -> Sql:
        (day, first), (months, second) = map(compiler.compile, self.source_expressions)
        moved = f"date({day}, 'start of month', ({months}) || ' months')"
        last = f"date({moved}, '+1 month', '-1 day')"
        same = f"date({moved}, (strftime('%%d', {day}) - 1) || ' days')"
        parts = (*first, *second)
        return f"MIN({last}, {same})", (*parts, *parts, *first)
