"""Does what was found at night still stand now? Asked of the checks themselves before anything is told or signed.

A finding ends in the night; what a keeper mended at noon is over at noon.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from core.registry import CHECKS
from inspection.laddering.climbing import Ahead, Cause
from inspection.laddering.states import FINDING
from inspection.models import Finding


def mended_since(causes: Iterable[Cause], day: date) -> frozenset[int]:
    """Keys of the findings among these causes whose site a check does not find any more; one statement for each check."""
    keys = {cause.key for cause in causes if cause.kind == FINDING}
    by_code: dict[str, dict[int, int]] = {}
    for key, code, site in Finding.objects.filter(pk__in=keys).values_list("pk", "code", "site_id"):
        by_code.setdefault(code, {})[key] = site or 0
    gone: set[int] = set()
    for code, sites in by_code.items():
        check = CHECKS.get(code)
        if check is None:
            continue
        failing = check.failing(day).filter(subject__in=set(sites.values()), began_on__lte=day).order_by()
        still = set(failing.values_list("subject", flat=True))
        gone |= {key for key, site in sites.items() if site not in still}
    return frozenset(gone)


def without(ahead: Ahead, gone: frozenset[int]) -> Ahead:
    """The same for the causes that are left."""
    left = tuple(cause for cause in ahead.causes if cause.kind != FINDING or cause.key not in gone)
    return replace(ahead, causes=left)
