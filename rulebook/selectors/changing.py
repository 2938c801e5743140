"""From which days on will another measure govern, or none any more? For whoever asks about days to come; never writes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from rulebook.selectors.standing import VALIDITY, versions_by
from rulebook.validity import Validity

_DAY = timedelta(days=1)


def changes_between(union_path: str, family: str, first: date, last: date) -> list[date]:
    """The days after ``first`` and up to ``last`` that another measure governs than the day before. One statement.

    A version that begins and does not govern, and the end of one that no longer does, change nothing.
    """
    rows = versions_by(union_path, family, last).values_list("pk", *VALIDITY)
    versions = [(pk, Validity(*days)) for pk, *days in rows]
    days = {each.begins for _, each in versions} | {
        each.last_day + _DAY for _, each in versions if each.last_day
    }
    return [
        day
        for day in sorted(days)
        if first < day <= last and _governs(versions, day) != _governs(versions, day - _DAY)
    ]


def _governs(versions: Sequence[tuple[int, Validity]], day: date) -> int | None:
    """As ``pack_in_force`` says it: the first that has begun, unless it is over."""
    begun = next(((pk, each) for pk, each in versions if each.begins <= day), None)
    return begun[0] if begun is not None and begun[1].holds_on(day) else None
