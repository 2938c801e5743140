"""Findings that the watch ends and a signature holds are held by both in the order of their keys."""

from __future__ import annotations

from inspection.models import Finding


def hold_open(code: str) -> None:
    """All open findings of a check, until the transaction ends."""
    rows = Finding.objects.select_for_update(of=("self",)).filter(code=code, ended_on=None)
    list(rows.order_by("pk").values_list("pk", flat=True))
