"""Does what was found at night still stand now? Asked of the checks themselves before anything is told or signed.

A finding ends in the night; what a keeper mended at noon is over at noon.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from datetime import date

from core.checks import Check
from core.registry import CHECKS, milder_checks
from inspection.laddering.climbing import Ahead, Cause
from inspection.laddering.states import FINDING
from inspection.models import Finding


def mended_since(causes: Iterable[Cause], day: date) -> frozenset[int]:
    """Keys of the findings among these causes whose site a check does not find any more; one statement for each check.

    What grew worse since the night is found by the graver check of the matter: that one is asked about what is left.
    """
    keys = {cause.key for cause in causes if cause.kind == FINDING}
    by_code: dict[str, dict[int, int]] = {}
    for key, code, site in Finding.objects.filter(pk__in=keys).values_list("pk", "code", "site_id"):
        by_code.setdefault(code, {})[key] = site or 0
    gone: set[int] = set()
    for code, sites in by_code.items():
        left = set(sites.values()) if CHECKS.get(code) else set()
        for check in _of_matter(code):
            left -= _found(check, left, day)
        gone |= {key for key, site in sites.items() if site in left}
    return frozenset(gone)


def _of_matter(code: str) -> Iterator[Check]:
    """The check itself, then those that grow out of it."""
    yield from (check for check in CHECKS if check.code == code)
    yield from (check for check in CHECKS if code in milder_checks(check.code))


def _found(check: Check, sites: Collection[int], day: date) -> set[int]:
    if not sites:
        return set()
    failing = check.failing(day).filter(subject__in=sites, began_on__lte=day).order_by()
    return set(failing.values_list("subject", flat=True))


def without(ahead: Ahead, gone: frozenset[int]) -> Ahead:
    """The same for the causes that are left."""
    left = tuple(cause for cause in ahead.causes if cause.kind != FINDING or cause.key not in gone)
    return replace(ahead, causes=left)
