"""What will the nightly watch find about a site if nothing changes? Asked of the checks themselves, for a day to come."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from core.checks import Check, Severity
from core.registry import CHECKS
from inspection.models import Finding
from inspection.watching.words import told_inputs
from sites.models import ServiceSite

#: How far one looks ahead: no further, so that no day of the year comes twice and hides its first time.
AHEAD = timedelta(days=365)
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
    asked = {check.code: check for check in CHECKS if _can_foresee(check, site) and check.code not in is_open}
    last = [each for check in asked.values() for each in _of(check, site, today)]
    found = {
        (line.day, line.check.code): line for each in last for line in _line_of(each, asked, site, today)
    }
    return sorted(
        found.values(), key=lambda each: (each.day, _GRAVITY.index(each.check.severity), each.check.title)
    )


def _can_foresee(check: Check, site: ServiceSite) -> bool:
    """What cannot be asked about another day than the present one cannot be asked about a later one either."""
    return check.subject == "site" and check.looks_back and check.concerns(site.kind.family)


def _of(check: Check, site: ServiceSite, today: date) -> Iterator[Coming]:
    """As the last day of the time will show it; what will be over by then, as it is on the days that the check names."""
    until = today + AHEAD
    days = {until, *(check.turns(site.pk, today, until) if check.turns else ())}
    for day in sorted(days):
        yield from _on(day, check, site, today)


def _on(day: date, check: Check, site: ServiceSite, today: date) -> Iterator[Coming]:
    rows = check.failing(day).filter(subject=site.pk, began_on__gt=today, began_on__lte=day).order_by()
    for row in rows.values("began_on", *check.inputs):  # one, or none
        yield Coming(row.pop("began_on"), check, told_inputs(check, row))


def _line_of(last: Coming, asked: Mapping[str, Check], site: ServiceSite, today: date) -> Iterator[Coming]:
    """With what it takes the place of: reminder and milder grades, each asked about the day before the next begins."""
    each: Coming | None = last
    while each is not None:
        yield each
        before = asked.get(each.check.before)
        each = next(_on(each.day - timedelta(days=1), before, site, today), None) if before else None
