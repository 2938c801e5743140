"""What will the nightly watch find about a site if nothing changes? Asked of the checks themselves, for a day to come."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from core.checks import Check, Severity
from core.registry import CHECKS
from inspection.models import Finding
from inspection.watching.words import told_inputs
from sites.models import ServiceSite

#: How far one looks ahead; yearly duties are within.
AHEAD = timedelta(days=366)
#: The gravest first among those of one day.
_GRAVITY = [Severity.SERIOUS, Severity.CAUTION, Severity.HINT]


@dataclass(frozen=True)
class Coming:
    """On which day which check would find it, and from what."""

    day: date
    check: Check
    inputs: str


def coming_findings(site: ServiceSite, today: date) -> list[Coming]:
    """In the order of their days. What is open already is told elsewhere; what cannot be foreseen is not told at all."""
    is_open = set(Finding.objects.filter(site=site, ended_on=None).values_list("code", flat=True))
    asked = (check for check in CHECKS if _can_foresee(check, site) and check.code not in is_open)
    found = [each for check in asked for each in _of(check, site, today)]
    return sorted(found, key=lambda each: (each.day, _GRAVITY.index(each.check.severity), each.check.title))


def _can_foresee(check: Check, site: ServiceSite) -> bool:
    """What cannot be asked about another day than the present one cannot be asked about a later one either."""
    return check.subject == "site" and check.looks_back and check.concerns(site.kind.family)


def _of(check: Check, site: ServiceSite, today: date) -> Iterator[Coming]:
    rows = check.failing(today + AHEAD).filter(subject=site.pk, began_on__gt=today).order_by()
    for row in rows.values("began_on", *check.inputs):  # one, or none
        if row["began_on"] <= today + AHEAD:
            yield Coming(row.pop("began_on"), check, told_inputs(check, row))
