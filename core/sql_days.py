"""Days and months added to a day, and days read from a text, by the database: the same on both."""

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


#: A text that can be a day; one past the end of its month counts into the next, as SQLite has it.
_CAN_BE_A_DAY = "^[1-9][0-9]{3}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$"


class DayIn(Func):
    """The day that an ISO text says; none where it says none, so that one bad row does not stop a statement over all."""

    output_field = DateField()
    arity = 1

    def as_postgresql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **more: Any) -> Sql:
        sql, given = compiler.compile(self.source_expressions[0])
        year, month, day = (f"substr({sql}, {at}, {long})::integer" for at, long in ((1, 4), (6, 2), (9, 2)))
        told = f"CASE WHEN {sql} ~ '{_CAN_BE_A_DAY}' THEN make_date({year}, {month}, 1) + {day} - 1 END"
        return f"({told})", (*given, *given, *given, *given)

    def as_sqlite(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **more: Any) -> Sql:
        return self.as_sql(compiler, connection, template="date(%(expressions)s)", **more)
