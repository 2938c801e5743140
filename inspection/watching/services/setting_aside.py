"""One row whose facts make the statement of a check fail is set aside; all others are checked as on any night.

The keys are halved until what fails stands alone: two statements for each halving, over ever fewer rows. Nothing is asked
twice of a half that went through. What was open about a row that is set aside stays open, as nobody knows better.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import DatabaseError, DataError, IntegrityError, OperationalError, connection
from django.db.models import Max, Min, QuerySet

from accounts.models import Union
from core.checks import Check
from inspection.watching.services.reach import Keys, Reconciled
from inspection.watching.services.reconciling import reconcile
from sites.models import ServiceSite

#: More than so many, and it is the check that is wrong, not the rows.
MOST_SET_ASIDE = 20


@dataclass
class Checked:
    """What was written, and the keys of the sites or unions that could not be checked."""

    found: Reconciled = field(default_factory=Reconciled)
    set_aside: list[int] = field(default_factory=list)


def reconcile_around(check: Check, day: date, *, now: datetime, after: date | None) -> Checked:
    """``reconcile`` in one statement; in parts where a row makes it fail. Raises what no row explains."""
    try:
        return Checked(reconcile(check, day, now=now, after=after))
    except DatabaseError as error:
        if not may_come_from_a_row(error):
            raise
        failure = error
    checked, waiting, parts = Checked(), list(_all_keys(check)), 0
    while waiting:
        keys = waiting.pop()
        try:
            checked.found += reconcile(check, day, now=now, after=after, keys=keys)
            parts += 1
        except DatabaseError as error:
            if not may_come_from_a_row(error) or len(checked.set_aside) == MOST_SET_ASIDE:
                raise
            if keys.first == keys.last:
                checked.set_aside.append(keys.first)
            else:
                waiting += keys.halves
    if not parts:
        raise failure  # not one row can be read: no row is to blame
    return checked


def may_come_from_a_row(error: DatabaseError) -> bool:
    """A division by nothing, a number too large, a text that is none; SQLite says all of that by one class."""
    if isinstance(error, DataError | IntegrityError):
        return True
    return (
        connection.vendor == "sqlite" and isinstance(error, OperationalError) and "locked" not in str(error)
    )


def _all_keys(check: Check) -> Iterator[Keys]:
    rows: QuerySet[Any] = Union.objects.all() if check.subject == "union" else ServiceSite.objects.all()
    ends = rows.aggregate(first=Min("pk"), last=Max("pk"))
    if ends["first"] is not None:
        yield Keys(ends["first"], ends["last"])
