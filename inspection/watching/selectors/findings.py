"""What is read of findings; never writes."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Case, CharField, Count, F, Q, QuerySet, Value, When

from accounts.reach import managed
from core.actor import Actor
from core.checks import Severity
from core.sql_days import DaysAfter
from inspection.models import Finding
from inspection.watching.policy import COLUMNS, FINDINGS, for_administrator
from sites.models import ServiceSite

#: How long a finding is open, or was: code, words, from how many days, up to how many (not counted). Its first day is
#: counted, as its row says 已 8 天.
AGES = (
    ("week", "7 天以内", 1, 8),
    ("month", "8 至 30 天", 8, 31),
    ("quarter", "31 至 90 天", 31, 91),
    ("longer", "90 天以上", 91, 36_500),
)

#: The gravest first.
GRAVITY = Case(
    When(severity=Severity.SERIOUS, then=Value(0)),
    When(severity=Severity.CAUTION, then=Value(1)),
    default=Value(2),
)

_UNSEEN = ("site__search", "site__public_search", "union__search", "site__managing_union__search")


@dataclass(frozen=True)
class FindingFilter:
    """What the board is narrowed to; empty is no condition. ``state``: "ended" for what is over."""

    code: str = ""
    severity: str = ""
    district: str = ""
    site_type: str = ""
    age: str = ""
    state: str = ""


@dataclass(frozen=True)
class Group:
    """So many findings that have all of this in common."""

    code: str
    severity: str
    district: str
    site_type: str
    age: str
    count: int


def findings_within(actor: Actor, wanted: FindingFilter, today: date) -> QuerySet[Finding]:
    """Within reach, the gravest and oldest first."""
    rows = FINDINGS.visible_to(actor).filter(_condition(wanted, today))
    order = ("-ended_on", "-pk") if wanted.state == "ended" else (GRAVITY, "began_on", "pk")
    shown = rows.select_related("site__district", "site__managing_union", "union", "pack")
    return shown.defer(*_UNSEEN).order_by(*order)


def groups_within(actor: Actor, wanted: FindingFilter, today: date) -> list[Group]:
    """Counted in one statement, by everything that the board shows."""
    rows = FINDINGS.visible_to(actor).filter(_condition(wanted, today)).order_by()
    names = {
        "district": F("site__district_id"),
        "site_type": F("site__site_type"),
        "age": _age(wanted, today),
    }
    counted = rows.values("code", "severity", **names).annotate(count=Count("pk"))
    columns = ("code", "severity", "district", "site_type", "age", "count")
    return [
        Group(code, severity, district or "", kind or "", age, count)
        for code, severity, district, kind, age, count in counted.values_list(*columns)
    ]


def _condition(wanted: FindingFilter, today: date) -> Q:
    found = Q(ended_on__isnull=wanted.state != "ended")
    columns = {"code": "code", "severity": "severity", "district": "site__district_id"}
    columns["site_type"] = "site__site_type"
    for name, column in columns.items():
        if value := getattr(wanted, name):
            found &= Q(**{column: value})
    for code, _, first, until in AGES:
        if wanted.age == code:
            found &= _lasted(wanted, today, first, until)
    return found


def _lasted(wanted: FindingFilter, today: date, first: int, until: int) -> Q:
    """Until today, or until it was over. The least of them takes in what began tomorrow by a clock that was put back."""

    def back(days: int) -> date | DaysAfter:
        if wanted.state == "ended":
            return DaysAfter(F("ended_on"), Value(1 - days))
        return today - timedelta(days=days - 1)

    found = Q(began_on__gt=back(until))
    return found if first == AGES[0][2] else found & Q(began_on__lte=back(first))


def _age(wanted: FindingFilter, today: date) -> Case:
    whens = [When(_lasted(wanted, today, first, until), then=Value(code)) for code, _, first, until in AGES]
    return Case(*whens, default=Value(AGES[0][0]), output_field=CharField())


def picked_within(actor: Actor, keys: Collection[int]) -> QuerySet[Finding]:
    """Of these, the open ones within reach."""
    return FINDINGS.visible_to(actor).filter(pk__in=keys, ended_on=None).order_by("pk")


def findings_about(actor: Actor, site: ServiceSite) -> QuerySet[Finding]:
    """What is open for a site, the gravest first, and what was before it, the latest first."""
    rows = FINDINGS.visible_to(actor).filter(site=site)
    return rows.order_by(F("ended_on").desc(nulls_first=True), GRAVITY, "began_on", "pk")


def oldest_of(site: ServiceSite, codes: Iterable[str]) -> QuerySet[Finding]:
    """Open findings of these checks about a site, whoever asks; what is confirmed longest ago first."""
    return Finding.objects.filter(site=site, code__in=list(codes), ended_on=None).order_by(
        "inputs__last", "pk"
    )


def findings_to_mend(actor: Actor, role: str, codes: Iterable[str]) -> QuerySet[Finding]:
    """Open findings of these checks on sites that the person works on in a role, the gravest first."""
    rows = Finding.objects.filter(managed(actor, COLUMNS, [role]), code__in=list(codes), ended_on=None)
    return rows.order_by(GRAVITY, "began_on", "pk")


def findings_to_administer(actor: Actor) -> QuerySet[Finding]:
    """Open findings of unions that the administrator sees to, the gravest first."""
    return Finding.objects.filter(for_administrator(actor), ended_on=None).order_by(GRAVITY, "began_on", "pk")


def as_lines(rows: QuerySet[Finding]) -> QuerySet[Finding]:
    shown = rows.select_related("site__district", "union")
    return shown.defer("site__search", "site__public_search", "union__search")
