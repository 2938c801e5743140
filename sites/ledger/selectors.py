"""Which sites were in the register at a moment, with which facts and in which state? Read in bounded steps."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import datetime
from itertools import islice
from typing import Any
from uuid import UUID

from django.db.models import Case, CharField, OuterRef, Q, QuerySet, Subquery, TextField, When
from django.db.models.functions import Cast, Coalesce

from core.actor import Actor
from core.models import AuditEntry
from sites.ledger.columns import STRUCTURED, Column, Line, arranged
from sites.ledger.spec import Spec
from sites.models import Honour, LedgerExport, LedgerLayout, ServiceSite, SiteVersion
from sites.policy import SITES, exporter
from sites.selectors import SiteFilter, named
from sites.vocabulary import IN_USE

#: Sites read at a time: what a file costs in memory does not grow with the register.
CHUNK = 1_000


def sites_as_of(actor: Actor, spec: Spec, site_type: str, moment: datetime) -> QuerySet[ServiceSite]:
    """Sites of one type that this person may take out; ``then_version`` and ``then_state`` tell how they stood.

    The state of a site is what the last step before the moment made of it; a site without any step, taken over
    from elsewhere, stands as it stands now.
    """
    may_be = Q(site_type=site_type) | Q(former_types__gt="")  # asked of every site; the rest only of these
    rows = SITES.visible_to(exporter(actor)).filter(may_be, filed_on__lte=spec.day)
    rows = named(rows, SiteFilter(words=spec.words))
    decided = SiteVersion.objects.filter(site=OuterRef("pk"), decided_at__lte=moment)
    decided = decided.order_by("-decided_at", "-id")
    steps = AuditEntry.objects.filter(
        target_type=ServiceSite._meta.label_lower,
        target_id=Cast(OuterRef("pk"), CharField()),
        outcome=AuditEntry.Outcome.DONE,
        at__lte=moment,
    ).exclude(after="")
    rows = rows.annotate(
        then_version=Case(
            When(version__decided_at__lte=moment, then="version"), default=Subquery(decided.values("pk")[:1])
        ),
        then_state=Coalesce(Subquery(steps.order_by("-at", "-id").values("after")[:1]), "state"),
    )
    of_type = Q(former_types="", site_type=site_type) | Q(former_types__gt="", then_type=site_type)
    rows = rows.alias(then_type=Subquery(decided.values("site_type")[:1])).filter(of_type)
    rows = rows.filter(then_version__isnull=False, then_state__in=[spec.state] if spec.state else IN_USE)
    if spec.district:
        rows = rows.alias(then_district=Subquery(decided.values("district")[:1]))
        rows = rows.filter(then_district=spec.district)
    if spec.access:
        rows = rows.alias(then_access=Subquery(decided.values("access")[:1]))
        rows = rows.filter(then_access=spec.access)
    return rows


def count_as_of(actor: Actor, spec: Spec, moment: datetime) -> dict[str, int]:
    """How many sites of each type, types without any left out."""
    counts = {code: sites_as_of(actor, spec, code, moment).count() for code in spec.site_types}
    return {code: count for code, count in counts.items() if count}


def lines_as_of(actor: Actor, spec: Spec, site_type: str, moment: datetime) -> Iterator[list[Line]]:
    """Every site of the type, by district and name, with the facts that were in force, in parts of ``CHUNK``."""
    rows = sites_as_of(actor, spec, site_type, moment).annotate(**_texts("version__"))
    rows = rows.order_by("district_id", "name", "id")
    read = rows.values_list("pk", "version_id", "then_version", *_OF_SITE, *_of_version("version__"))
    waiting = read.iterator(chunk_size=CHUNK)
    while chunk := list(islice(waiting, CHUNK)):
        yield _lines(chunk, spec, moment)


#: What a line takes from the site, and under which name.
_OF_SITE = {
    "then_state": "state",
    "code": "code",
    "filing_number": "filing_number",
    "filed_on": "filed_on",
    "managing_union__name": "managing_union",
}
#: What it takes from the version, under its own name; and the name of its district.
_FACTS = [
    field.name
    for field in SiteVersion._meta.concrete_fields
    if field.name not in (*STRUCTURED, "id", "site", "district")
]
_OF_VERSION = ("district", *_FACTS, *STRUCTURED)


def _of_version(above: str = "") -> list[str]:
    """The places of ``_OF_VERSION``; ``above`` leads to the version."""
    return [f"{above}district__name", *(f"{above}{name}" for name in _FACTS), *_texts()]


def _texts(above: str = "") -> dict[str, Cast]:
    return {f"{name}_text": Cast(f"{above}{name}", TextField()) for name in STRUCTURED}


def _lines(sites: list[tuple[Any, ...]], spec: Spec, moment: datetime) -> list[Line]:
    """Of a site that has changed since, the facts of another version than the one that is read along."""
    before = _facts_of({then for _, now, then, *_ in sites if then != now})
    honours = honours_at([site for site, *_ in sites], spec, moment)
    names = (*_OF_SITE.values(), *_OF_VERSION)
    lines: list[Line] = []
    for site, _, then, *values in sites:
        line = dict(zip(names, values, strict=True))
        line |= before.get(then, {})
        line["honours"] = ";".join(honour.words for honour in honours.get(site, ()))
        lines.append(line)
    return lines


def _facts_of(versions: Collection[int]) -> dict[int, dict[str, Any]]:
    if not versions:
        return {}
    rows = SiteVersion.objects.filter(pk__in=versions).annotate(**_texts()).values_list("pk", *_of_version())
    return {key: dict(zip(_OF_VERSION, values, strict=True)) for key, *values in rows}


def honours_at(site_ids: Iterable[int], spec: Spec, moment: datetime) -> dict[int, list[Honour]]:
    """Honours of sites as they stood in the file at a moment."""
    rows = Honour.objects.filter(site__in=list(site_ids), added_at__lte=moment, year__lte=spec.day.year)
    found: dict[int, list[Honour]] = {}
    for honour in rows.exclude(removed_at__lte=moment):
        found.setdefault(honour.site_id, []).append(honour)
    return found


def honours_of(site: ServiceSite) -> QuerySet[Honour]:
    return site.honours.filter(removed_at=None)


def own_layout(path: str, site_type: str) -> LedgerLayout | None:
    """What the union at the end of a path saved itself."""
    keys = _keys(path)
    return LedgerLayout.objects.filter(union=keys[-1], site_type=site_type).first() if keys else None


def columns_for(actor: Actor, site_type: str) -> tuple[Column, ...]:
    """As the actor's union saved them, or the nearest above it that did."""
    rows = LedgerLayout.objects.filter(union__in=_keys(actor.path), site_type=site_type)
    nearest = rows.order_by("-union__path").first()
    return arranged(site_type, nearest.columns if nearest else ())


def _keys(path: str) -> list[int]:
    return [int(part) for part in path.split(".") if part]


def export_of(actor: Actor, key: UUID) -> LedgerExport | None:
    """A ledger that this person took out; nobody else's."""
    return LedgerExport.objects.filter(pk=key, actor_id=actor.key).first()
