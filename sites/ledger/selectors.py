"""Which sites were in the register at a moment, with which facts and in which state? Read in bounded steps."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import islice
from uuid import UUID

from django.db.models import CharField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Cast, Coalesce

from core.actor import Actor
from core.models import AuditEntry
from sites.ledger.columns import Column, Line, arranged
from sites.ledger.spec import Spec
from sites.models import Honour, LedgerExport, LedgerLayout, ServiceSite, SiteVersion
from sites.policy import SITES, exporter
from sites.selectors import SiteFilter, named
from sites.vocabulary import IN_USE

#: Sites read at a time: what a file costs in memory does not grow with the register.
CHUNK = 500


def sites_as_of(actor: Actor, spec: Spec, site_type: str, moment: datetime) -> QuerySet[ServiceSite]:
    """Sites of one type that this person may take out; ``then_version`` and ``then_state`` tell how they stood.

    The state of a site is what the last step before the moment made of it; a site without any step, taken over
    from elsewhere, stands as it stands now.
    """
    rows = SITES.visible_to(exporter(actor)).filter(filed_on__lte=spec.day)
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
        then_version=Subquery(decided.values("pk")[:1]),
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


def lines_as_of(actor: Actor, spec: Spec, site_type: str, moment: datetime) -> Iterator[Line]:
    """Every site of the type, by district and name, with the facts that were in force."""
    rows = sites_as_of(actor, spec, site_type, moment)
    rows = rows.select_related("managing_union").defer("search", "managing_union__search")
    waiting = rows.order_by("district_id", "name", "id").iterator(chunk_size=CHUNK)
    while chunk := list(islice(waiting, CHUNK)):
        yield from _lines(chunk, spec, moment)


def _lines(sites: list[ServiceSite], spec: Spec, moment: datetime) -> Iterator[Line]:
    then = {site.pk: site.then_version for site in sites}  # type: ignore[attr-defined]  # annotated
    versions = SiteVersion.objects.select_related("district").in_bulk(list(then.values()))
    honours = honours_at([site.pk for site in sites], spec, moment)
    for site in sites:
        version = versions[then[site.pk]]
        version.site = site
        words = ";".join(honour.words for honour in honours.get(site.pk, ()))
        yield Line(site, version, site.then_state, words)  # type: ignore[attr-defined]  # annotated


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
