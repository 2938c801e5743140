"""The statements that open and end findings: one on PostgreSQL, two on SQLite. Our own names and the check's query; values
go as parameters.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from datetime import date, datetime
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from core.checks import Check
from inspection.models import Finding
from inspection.watching.services.causes import other_cause
from inspection.watching.services.dialects import dialect, is_postgresql, sql_of
from inspection.watching.services.holding import hold_open
from inspection.watching.services.looking_back import past_of
from inspection.watching.services.reach import Keys, Reconciled

NEVER = date(9999, 12, 31)
_TABLE = Finding._meta.db_table


def narrowed(
    rows: QuerySet[Any, Any], check: Check, day: date, keys: Keys | None = None
) -> tuple[str, tuple[Any, ...]]:
    """The check's own query, with the columns that its rows need. Empty when nothing can fail."""
    names = ("subject", "began_on", "pack_ref", *check.inputs)
    rows = rows.filter(began_on__lte=day)
    if keys:
        rows = rows.filter(subject__gte=keys.first, subject__lte=keys.last)
    return sql_of(rows.order_by().values(*names))


def told_as_json(check: Check) -> str:
    """The inputs of a row as one object, written by the database."""
    pairs = ", ".join(f"'{name}', failing.{connection.ops.quote_name(name)}" for name in check.inputs)
    return f"{dialect().json_object}({pairs})"


class Statements(ABC):
    """What both databases are told in the same words. ``after``: the day for which the check ran before, or ``NEVER``."""

    def __init__(self, check: Check, day: date, now: datetime, after: date, keys: Keys | None) -> None:
        self.check, self.said = check, dialect()
        self.past = past_of(check, day, now)
        self.link = f"{check.subject}_id"
        # Keys are numbers of our own.
        self.within = f" AND {self.link} BETWEEN {keys.first:d} AND {keys.last:d}" if keys else ""
        if self.past.left:
            self.within += f" AND {self.link} NOT IN ({', '.join(f'{key:d}' for key in self.past.left)})"
        dates = connection.ops.adapt_datefield_value
        self.day, self.after = dates(day), dates(after)
        self.now = connection.ops.adapt_datetimefield_value(now)
        rows = check.failing(day)
        if self.past.left:
            rows = rows.exclude(subject__in=self.past.left)
        self.failing, self.given = narrowed(rows, check, day, keys)
        self.other, self.other_given = other_cause(check, rows, dates(date.min if after == NEVER else after))
        self.touched, self.touched_given = sql_of(_touched(check, day)) if check.touched else ("", ())

    def run(self) -> Reconciled:
        is_open = Finding.objects.filter(code=self.check.code, ended_on=None).exists()
        if self.failing:
            return self._laid_beside(is_open)
        return Reconciled(closed=self._end_all() if is_open else 0)

    @abstractmethod
    def _laid_beside(self, is_open: bool) -> Reconciled:
        """What fails beside what is open, where something can fail."""

    def _end_all(self) -> int:
        """Nothing can fail: no measure says anything of it."""
        closing, given = self._closing("")
        head = f"WITH {self.past.tables} " if self.past else ""
        return self._send(head + closing, (*self.past.given, *given))

    def _known(self) -> str:
        """What is open, under names that no input has."""
        return (
            f"SELECT id AS known_id, {self.link} AS known_subject, began_on AS known_began, found_on AS known_found, "  # noqa: S608
            f"pack_id AS known_pack, inputs AS known_inputs FROM {_TABLE} "
            f"WHERE code = %s AND ended_on IS NULL AND {self.link} IS NOT NULL{self.within}"
        )

    def _opening(self, rows: str) -> tuple[str, tuple[Any, ...]]:
        columns = "code, severity, found_on, found_at, began_on, pack_id, inputs"
        sql = (
            f"INSERT INTO {_TABLE} ({self.link}, {columns}) "  # noqa: S608  # own names
            f"SELECT failing.subject, %s, %s, {self._date}, %s, failing.began_on, CAST(failing.pack_ref AS bigint), "
            f"{told_as_json(self.check)} FROM {rows} ON CONFLICT DO NOTHING"
        )
        return sql, (self.check.code, str(self.check.severity), self.day, self.now)

    def _closing(self, which: str) -> tuple[str, tuple[Any, ...]]:
        """The day of the change where one was made since the last run, else the day of the run; never before the beginning,
        and never after the day that is asked for.
        """
        ended, given = self._date, (self.day,)
        if self.touched:
            changed = (
                f"(SELECT MAX(told.touched_on) FROM ({self.touched}) AS told "  # noqa: S608  # own names
                f"WHERE told.subject = {_TABLE}.{self.link} AND told.touched_on BETWEEN {self._date} AND {self._date})"
            )
            ended = f"{self.said.greatest}({_TABLE}.began_on, COALESCE({changed}, {ended}))"
            given = (*self.touched_given, self.after, self.day, self.day)
        still_open = f"code = %s AND ended_on IS NULL{self.within}"
        sql = f"UPDATE {_TABLE} SET ended_on = {ended} WHERE {still_open} {which}"  # noqa: S608  # own names
        return sql, (*given, self.check.code)

    @property
    def _date(self) -> str:
        """A day as a parameter."""
        return self.said.date.format("%s")

    def _send(self, sql: str, given: tuple[Any, ...]) -> int:
        with connection.cursor() as cursor:
            cursor.execute(sql, given)
            return int(cursor.rowcount)


class AtOnce(Statements):
    """On PostgreSQL what fails and what is open are laid side by side; the opening part waits for the ending one, so that one
    is open.

    A full join is never done row by row, so that the night does not depend on how much the database knows about
    findings that were written a moment ago.
    """

    def _end_all(self) -> int:
        hold_open(self.check.code)
        return super()._end_all()

    def _laid_beside(self, is_open: bool) -> Reconciled:
        opening, opened_given = self._opening(
            "apart AS failing WHERE failing.subject IS NOT NULL AND (SELECT count(*) FROM closed) >= 0"
        )
        closing, closed_given = self._closing("AND id IN (SELECT id FROM held)")
        # A signature holds findings in the order of their keys too: neither waits for the other.
        held = (
            f"held AS (SELECT id FROM {_TABLE} WHERE id IN "  # noqa: S608  # own names
            "(SELECT known_id FROM apart WHERE known_id IS NOT NULL) ORDER BY id FOR UPDATE)"
        )
        sql = (
            f"WITH {self.past.before}failing AS ({self.failing}), known AS ({self._known()}), "  # noqa: S608  # own names
            "apart AS MATERIALIZED (SELECT * FROM failing FULL JOIN known ON known_subject = subject "
            f"WHERE subject IS NULL OR known_id IS NULL OR {self.other}), "
            f"{held}, closed AS ({closing} RETURNING 1), opened AS ({opening} RETURNING 1) "
            "SELECT (SELECT count(*) FROM opened), (SELECT count(*) FROM closed)"
        )
        known_given = (self.check.code, *self.other_given)
        given = (*self.past.given, *self.given, *known_given, *closed_given, *opened_given)
        with connection.cursor() as cursor:
            cursor.execute(sql, given)
            return Reconciled(*cursor.fetchone())


class InTurn(Statements):
    """On SQLite first what is open is ended, then what is unknown is opened."""

    def _laid_beside(self, is_open: bool) -> Reconciled:
        head = f"WITH {self.past.before}failing AS MATERIALIZED ({self.failing}) "
        closed = self._end(head) if is_open else 0
        unknown = (
            f"NOT EXISTS (SELECT 1 FROM {_TABLE} AS known WHERE known.code = %s "  # noqa: S608  # own names
            f"AND known.ended_on IS NULL AND known.{self.link} = failing.subject)"
        )
        opening, opened_given = self._opening(f"failing WHERE {unknown}")
        opened = self._send(head + opening, (*self.past.given, *self.given, *opened_given, self.check.code))
        return Reconciled(opened, closed)

    def _end(self, head: str) -> int:
        """What fails no more, and what fails for another cause: that one is unknown then, and opens."""
        sql, given = self._closing(
            f"AND ({_TABLE}.{self.link} NOT IN (SELECT subject FROM failing) OR {_TABLE}.id IN ("  # noqa: S608
            f"SELECT known_id FROM failing JOIN ({self._known()}) AS known ON known_subject = subject WHERE {self.other}))"
        )
        known = (self.check.code, *self.other_given)
        return self._send(head + sql, (*self.past.given, *self.given, *given, *known))

    def _send(self, sql: str, given: tuple[Any, ...]) -> int:
        with connection.cursor() as cursor:
            cursor.execute(sql, given)
            cursor.execute("SELECT changes()")  # the driver does not count what follows a WITH
            return int(cursor.fetchone()[0])


def statements_for(
    check: Check, day: date, now: datetime, after: date | None, keys: Keys | None
) -> Statements:
    kind = AtOnce if is_postgresql() else InTurn
    return kind(check, day, now, after or NEVER, keys)


def _touched(check: Check, day: date) -> QuerySet[Any, Any]:
    if check.touched is None:
        raise LookupError(f"{check.code} does not tell when its facts were changed")
    return check.touched(day).order_by().values("subject", "touched_on")
