"""Does a row fail for another cause than the open finding of its subject?

What fails for another cause than the one that was found is another finding: the old one ends and a new one opens, so that
nothing is ever reminded of, or taken a step further, because of what was mended.
"""

from __future__ import annotations

from typing import Any

from django.db import connection
from django.db.models import DateField, IntegerField, QuerySet
from django.db.models.fields import AutoFieldMixin

from core.checks import Check
from inspection.watching.services.dialects import dialect

#: Of a row of ``failing`` beside a row of ``known`` it can never be said.
_NEVER = "1 = 0"


def other_cause(check: Check, rows: QuerySet[Any, Any], seen: Any) -> tuple[str, tuple[Any, ...]]:
    """A condition over ``failing`` and ``known``, with its values. ``seen``: the day for which the check ran before.

    The earliest cause is the one that is found, so a later beginning means that the old one is gone, unless only
    a term was moved. A check that tells days is judged by them: all are others, and what it read from the measure is
    the same, or the cause began after the day for which the old one was last seen. A check that tells none is judged by
    that day alone. What cannot look back begins every day anew.
    """
    if not check.looks_back:
        return _NEVER, ()
    said = dialect()
    later = f"failing.began_on > {said.greatest}(known_found, {said.date.format('%s')})"
    days, numbers = _told_by(check, rows)
    if not days:
        return f"({later})", (seen,)
    others = " AND ".join(f"{_kept(name)} IS DISTINCT FROM {_asked(name)}" for name in days)
    terms = " AND ".join(f"{_kept(name)} IS NOT DISTINCT FROM {_asked(name)}" for name in numbers)
    same = f"CAST(failing.pack_ref AS bigint) IS NOT DISTINCT FROM known_pack OR ({terms or '1 = 1'})"
    return f"(failing.began_on > known_began AND {others} AND ({same} OR {later}))", (seen,)


def _told_by(check: Check, rows: QuerySet[Any, Any]) -> tuple[list[str], list[str]]:
    """Inputs that are days, which tell a cause from another, and inputs that are numbers: terms and counts."""
    kinds = {name: getattr(rows.query.annotations.get(name), "output_field", None) for name in check.inputs}
    days = [name for name, kind in kinds.items() if isinstance(kind, DateField)]
    numbers = [
        name
        for name, kind in kinds.items()
        if isinstance(kind, IntegerField) and not isinstance(kind, AutoFieldMixin)
    ]
    return days, numbers


def _kept(name: str) -> str:
    """As the open finding keeps it."""
    return f"known_inputs ->> '{name}'"


def _asked(name: str) -> str:
    """As the check tells it now."""
    return dialect().text.format(f"failing.{connection.ops.quote_name(name)}")
