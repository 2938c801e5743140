"""What will the nightly watch find about a site if nothing changes? Asked of the checks themselves, for a day to come."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from core.checks import Check, Severity
from core.registry import CHECKS
from inspection.models import Finding
from inspection.watching.words import told_inputs
from rulebook.selectors import changes_between
from sites.models import ServiceSite

#: How far one looks ahead: no further, so that no day of the year comes twice and hides its first time.
AHEAD = timedelta(days=365)
#: The gravest first among those of one day.
_GRAVITY = [Severity.SERIOUS, Severity.CAUTION, Severity.HINT]
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Coming:
    """On which day which check would find it, and from what. ``cause``: the days in that, which tell one cause from another."""

    day: date
    check: Check
    inputs: str
    cause: tuple[date, ...] = ()


def coming_findings(site: ServiceSite, today: date) -> list[Coming]:
    """In the order of their days. What is open already is told elsewhere; what cannot be foreseen is not told at all.

    What a change of measure ends and begins again is told for its first day alone.
    """
    is_open = set(Finding.objects.filter(site=site, ended_on=None).values_list("code", flat=True))
    asked = {check.code: check for check in CHECKS if _can_foresee(check, site) and check.code not in is_open}
    asking = _asking(site, today)
    last = [each for check in asked.values() for each in _of(check, asking)]
    lines = [line for each in last for line in _line_of(each, asked, asking)]
    first: dict[tuple[object, ...], Coming] = {}
    for line in sorted(lines, key=lambda each: each.day):
        first.setdefault((line.check.code, line.cause), line)
    return sorted(
        first.values(), key=lambda each: (each.day, _GRAVITY.index(each.check.severity), each.check.title)
    )


def _can_foresee(check: Check, site: ServiceSite) -> bool:
    """What cannot be asked about another day than the present one cannot be asked about a later one either."""
    return check.subject == "site" and check.looks_back and check.concerns(site.kind.family)


@dataclass(frozen=True)
class _Asking:
    """About one site, and each check about a day once. ``begins``: the days from which another measure governs it, or none.

    A check answers by the measure of the day that it is asked about, so what it says holds for the days of that measure alone.
    """

    site: ServiceSite
    today: date
    until: date
    begins: list[date]
    said: dict[tuple[str, date], Coming | None] = field(default_factory=dict)

    def days(self, check: Check) -> list[date]:
        """The last day of each measure, and those that the check names: only there the answer may turn."""
        turns = check.turns(self.site.pk, self.today, self.until) if check.turns else ()
        return sorted({self.until, *(day - _DAY for day in self.begins), *turns})

    def on(self, day: date, check: Check) -> Coming | None:
        """What is found by the end of a day, and on which day of its measure it is found first."""
        if (check.code, day) not in self.said:
            self.said[check.code, day] = next(self._asked(day, check), None)
        return self.said[check.code, day]

    def _asked(self, day: date, check: Check) -> Iterator[Coming]:
        since = max((begin for begin in self.begins if begin <= day), default=date.min)
        rows = check.failing(day).filter(subject=self.site.pk, began_on__lte=day).order_by()
        for row in rows.values("began_on", *check.inputs):  # one, or none
            began, cause = row.pop("began_on"), tuple(told for told in row.values() if isinstance(told, date))
            yield Coming(max(began, since), check, told_inputs(check, row), cause)

    def is_new(self, each: Coming) -> bool:
        """Neither there today nor, where a measure begins on its day, under the one before."""
        if each.day in self.begins:
            return self.on(each.day - _DAY, each.check) is None
        return each.day > self.today


def _asking(site: ServiceSite, today: date) -> _Asking:
    until = today + AHEAD
    return _Asking(site, today, until, changes_between(site.union_path, site.kind.family, today, until))


def _of(check: Check, asking: _Asking) -> Iterator[Coming]:
    """As the last day of each measure will show it; what will be over by then, as it is on the days that the check names."""
    for day in asking.days(check):
        each = asking.on(day, check)
        if each is not None and asking.is_new(each):
            yield each


def _line_of(last: Coming, asked: Mapping[str, Check], asking: _Asking) -> Iterator[Coming]:
    """With what it takes the place of: reminder and milder grades, each asked about the day before the next begins."""
    each: Coming | None = last
    while each is not None and asking.is_new(each):
        yield each
        before = asked.get(each.check.before)
        each = asking.on(each.day - _DAY, before) if before else None
