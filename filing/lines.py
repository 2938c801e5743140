"""What is read of a case for a line of a list? What the line shows, and no more."""

from __future__ import annotations

from django.db.models import QuerySet

from filing.models import Filing

#: What a line of a list shows of a case.
_LINE = (
    *("number", "kind", "filing_number", "state", "returned_from", "reasons", "decided_at", "updated_at"),
    *("state_since", "due_on", "due_closing", "due_is_provisional"),
    *("site__name", "site__site_type", "version__name", "version__site_type", "version__district__name"),
)


def as_lines(rows: QuerySet[Filing], *more: str) -> QuerySet[Filing]:
    """Cases with what a list shows of them, and ``more`` columns that only this list shows."""
    related = {column.rpartition("__")[0] for column in more}
    return rows.select_related("site", "version__district", *related).only(*_LINE, *more)


def lines_of(found: QuerySet[Filing], *more: str) -> QuerySet[Filing]:
    """The same for a page out of many: ``found`` is cut, and its keys are looked for before anything else is read."""
    rows = Filing.objects.filter(pk__in=found.values("pk")).order_by(*found.query.order_by)
    return as_lines(rows, *more)
