"""One check for one day: what fails and is not open is opened, what is open and fails no more is ended.

One statement finds, opens and ends on PostgreSQL, two do on SQLite; no row is ever looked at by Python.

What fails for another cause than the one that was found is another finding: the old one ends and a new one opens, so that
nothing is ever reminded of, or taken a step further, because of what was mended. See ``_other_cause``.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection, transaction
from django.db.models import DateField, QuerySet

from core.checks import Check
from inspection.models import Finding
from inspection.watching.services.looking_back import past_of

_NEVER = date(9999, 12, 31)


@dataclass(frozen=True)
class Reconciled:
    opened: int = 0
    closed: int = 0

    def __add__(self, other: Reconciled) -> Reconciled:
        return Reconciled(self.opened + other.opened, self.closed + other.closed)


@dataclass(frozen=True)
class Keys:
    """Sites or unions from the first to the last key, both included."""

    first: int
    last: int

    @property
    def halves(self) -> tuple[Keys, Keys]:
        middle = (self.first + self.last) // 2
        return Keys(self.first, middle), Keys(middle + 1, self.last)


def reconcile(
    check: Check, day: date, *, now: datetime, after: date | None = None, keys: Keys | None = None
) -> Reconciled:
    """Bring the findings of one check to the end of a day; a second time nothing is written.

    A day before ``now`` is answered from the facts as they stood when it began.

    ``after``: the last day for which it ran before. What was changed since then ended the finding on the day of the
    change; what ended by the calendar alone ends on ``day``. ``keys``: for these sites or unions alone.
    """
    with transaction.atomic():
        return _Statements(check, day, now, after or _NEVER, keys).run()


def failing_sql(check: Check, day: date, keys: Keys | None = None) -> tuple[str, tuple[Any, ...]]:
    """The check's own query, with the columns that its rows need. Empty when nothing can fail."""
    return _narrowed(check.failing(day), check, day, keys)


def _narrowed(
    rows: QuerySet[Any, Any], check: Check, day: date, keys: Keys | None
) -> tuple[str, tuple[Any, ...]]:
    names = ("subject", "began_on", "pack_ref", *check.inputs)
    rows = rows.filter(began_on__lte=day)
    if keys:
        rows = rows.filter(subject__gte=keys.first, subject__lte=keys.last)
    return _sql(rows.order_by().values(*names))


def _sql(rows: QuerySet[Any, Any]) -> tuple[str, tuple[Any, ...]]:
    try:
        sql, params = rows.query.get_compiler(connection=connection).as_sql()
    except EmptyResultSet:
        return "", ()
    return sql, tuple(params)


def told_as_json(check: Check) -> str:
    """The inputs of a row as one object, written by the database."""
    named = {name: connection.ops.quote_name(name) for name in check.inputs}
    pairs = ", ".join(f"'{name}', failing.{column}" for name, column in named.items())
    return f"jsonb_build_object({pairs})" if connection.vendor == "postgresql" else f"json_object({pairs})"


def _days_of(check: Check, rows: QuerySet[Any, Any]) -> list[str]:
    """Inputs that are days: they tell which cause it is. Numbers are terms and counts, which move under one cause."""
    told = rows.query.annotations
    return [name for name in check.inputs if isinstance(_kind(told.get(name)), DateField)]


def _kind(told: Any) -> Any:
    return getattr(told, "output_field", None)


def _told_day(name: str) -> str:
    """As the open finding keeps it."""
    return f"known_inputs ->> '{name}'"


def _as_text(name: str) -> str:
    column = f"failing.{connection.ops.quote_name(name)}"
    return f"CAST({column} AS text)" if connection.vendor == "postgresql" else column


def _greatest() -> str:
    return "GREATEST" if connection.vendor == "postgresql" else "MAX"


class _Statements:
    """Our own names and the check's query; values go as parameters."""

    def __init__(self, check: Check, day: date, now: datetime, after: date, keys: Keys | None) -> None:
        self.check, self.table = check, Finding._meta.db_table
        self.past = past_of(check, day, now)
        self.link = f"{check.subject}_id"
        # Keys are numbers of our own.
        self.within = f" AND {self.link} BETWEEN {keys.first:d} AND {keys.last:d}" if keys else ""
        if self.past.left:
            self.within += f" AND {self.link} NOT IN ({', '.join(f'{key:d}' for key in self.past.left)})"
        dates = connection.ops.adapt_datefield_value
        self.day, self.after = dates(day), dates(after)
        self.seen = dates(date.min if after == _NEVER else after)
        self.now = connection.ops.adapt_datetimefield_value(now)
        rows = check.failing(day)
        if self.past.left:
            rows = rows.exclude(subject__in=self.past.left)
        self.failing, self.given = _narrowed(rows, check, day, keys)
        self.days = _days_of(check, rows)
        self.touched, self.touched_given = _sql(_touched(check, day)) if check.touched else ("", ())

    def run(self) -> Reconciled:
        is_open = Finding.objects.filter(code=self.check.code, ended_on=None).exists()
        if not self.failing:
            return Reconciled(closed=self._end_all() if is_open else 0)
        if connection.vendor == "postgresql":
            return self._at_once()
        head = f"WITH {self.past.before}failing AS MATERIALIZED ({self.failing}) "
        closed = self._end_on_small(head) if is_open else 0
        unknown = (
            f"NOT EXISTS (SELECT 1 FROM {self.table} AS known WHERE known.code = %s "  # noqa: S608  # own names
            f"AND known.ended_on IS NULL AND known.{self.link} = failing.subject)"
        )
        opening, opened_given = self._opening(f"failing WHERE {unknown}")
        opened = self._send(head + opening, (*self.past.given, *self.given, *opened_given, self.check.code))
        return Reconciled(opened, closed)

    def _end_all(self) -> int:
        """Nothing can fail: no measure says anything of it."""
        closing, given = self._closing("")
        head = f"WITH {self.past.tables} " if self.past else ""
        return self._send(head + closing, (*self.past.given, *given))

    def _end_on_small(self, head: str) -> int:
        """What fails no more, and what fails for another cause: that one is unknown then, and opens."""
        other, other_given = self._other_cause()
        sql, given = self._closing(
            f"AND ({self.table}.{self.link} NOT IN (SELECT subject FROM failing) OR {self.table}.id IN ("  # noqa: S608
            f"SELECT known_id FROM failing JOIN ({self._known()}) AS known ON known_subject = subject WHERE {other}))"
        )
        known = (self.check.code, *other_given)
        return self._send(head + sql, (*self.past.given, *self.given, *given, *known))

    def _known(self) -> str:
        """What is open, under names that no input has."""
        return (
            f"SELECT id AS known_id, {self.link} AS known_subject, began_on AS known_began, found_on AS known_found, "  # noqa: S608
            f"pack_id AS known_pack, inputs AS known_inputs FROM {self.table} "
            f"WHERE code = %s AND ended_on IS NULL AND {self.link} IS NOT NULL{self.within}"
        )

    def _other_cause(self) -> tuple[str, tuple[Any, ...]]:
        """Whether a row fails for another cause than the open finding of its subject.

        The earliest cause is the one that is found. So a later beginning means that the old cause is gone, unless only
        a term was moved: then the days that the finding was told by are the same. A check that tells no days is judged
        by the measure, which never changes once it is published; under another measure the cause is another one
        if it began after the day for which the old one was last seen. What cannot look back begins every day anew.
        """
        if not self.check.looks_back:
            return "1 = 0", ()
        if self.days:
            same = " AND ".join(f"{_told_day(name)} IS DISTINCT FROM {_as_text(name)}" for name in self.days)
            return f"(failing.began_on > known_began AND {same})", ()
        seen = f"{_greatest()}(known_found, {self._date('%s')})"
        same = (
            f"CAST(failing.pack_ref AS bigint) IS NOT DISTINCT FROM known_pack OR failing.began_on > {seen}"
        )
        return f"(failing.began_on > known_began AND ({same}))", (self.seen,)

    def _at_once(self) -> Reconciled:
        """What fails and what is open are laid side by side; the opening part waits for the ending one, so that one is open.

        A full join is never done row by row, so that the night does not depend on how much the database knows about
        findings that were written a moment ago.
        """
        other, other_given = self._other_cause()
        opening, opened_given = self._opening(
            "apart AS failing WHERE failing.subject IS NOT NULL AND (SELECT count(*) FROM closed) >= 0"
        )
        closing, closed_given = self._closing(
            "AND id IN (SELECT known_id FROM apart WHERE known_id IS NOT NULL)"
        )
        sql = (
            f"WITH {self.past.before}failing AS ({self.failing}), known AS ({self._known()}), "  # noqa: S608  # own names
            "apart AS MATERIALIZED (SELECT * FROM failing FULL JOIN known ON known_subject = subject "
            f"WHERE subject IS NULL OR known_id IS NULL OR {other}), "
            f"closed AS ({closing} RETURNING 1), opened AS ({opening} RETURNING 1) "
            "SELECT (SELECT count(*) FROM opened), (SELECT count(*) FROM closed)"
        )
        known_given = (self.check.code, *other_given)
        given = (*self.past.given, *self.given, *known_given, *closed_given, *opened_given)
        with connection.cursor() as cursor:
            cursor.execute(sql, given)
            return Reconciled(*cursor.fetchone())

    def _opening(self, rows: str) -> tuple[str, tuple[Any, ...]]:
        columns = "code, severity, found_on, found_at, began_on, pack_id, inputs"
        sql = (
            f"INSERT INTO {self.table} ({self.link}, {columns}) "  # noqa: S608  # own names
            f"SELECT failing.subject, %s, %s, {self._date('%s')}, %s, failing.began_on, CAST(failing.pack_ref AS bigint), "
            f"{told_as_json(self.check)} FROM {rows} ON CONFLICT DO NOTHING"
        )
        return sql, (self.check.code, str(self.check.severity), self.day, self.now)

    def _closing(self, which: str) -> tuple[str, tuple[Any, ...]]:
        """The day of the change where one was made since the last run, else the day of the run; never before the beginning,
        and never after the day that is asked for.
        """
        ended, given = self._date("%s"), (self.day,)
        if self.touched:
            changed = (
                f"(SELECT MAX(told.touched_on) FROM ({self.touched}) AS told "  # noqa: S608  # own names
                f"WHERE told.subject = {self.table}.{self.link} AND told.touched_on BETWEEN {self._date('%s')} AND {self._date('%s')})"
            )
            ended = f"{_greatest()}({self.table}.began_on, COALESCE({changed}, {ended}))"
            given = (*self.touched_given, self.after, self.day, self.day)
        still_open = f"code = %s AND ended_on IS NULL{self.within}"
        sql = f"UPDATE {self.table} SET ended_on = {ended} WHERE {still_open} {which}"  # noqa: S608  # own names
        return sql, (*given, self.check.code)

    @staticmethod
    def _date(value: str) -> str:
        return f"CAST({value} AS date)" if connection.vendor == "postgresql" else value

    @staticmethod
    def _send(sql: str, given: tuple[Any, ...]) -> int:
        with connection.cursor() as cursor:
            cursor.execute(sql, given)
            if connection.vendor == "postgresql":
                return int(cursor.rowcount)
            cursor.execute("SELECT changes()")  # its driver does not count what follows a WITH
            return int(cursor.fetchone()[0])


def _touched(check: Check, day: date) -> QuerySet[Any, Any]:
    if check.touched is None:
        raise LookupError(f"{check.code} does not tell when its facts were changed")
    return check.touched(day).order_by().values("subject", "touched_on")
