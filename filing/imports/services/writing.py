"""The confirmed rows become draft cases in one transaction: all of them, or none."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import CharField, OuterRef, Subquery, Value
from django.db.models.functions import Cast, Concat

from core.actor import Actor
from core.audit import record_each
from filing.imports.selectors import in_chunks
from filing.imports.services.running import forget_content
from filing.imports.transitions import IMPORT
from filing.models import Filing, FilingAuthor
from filing.models.imports import ImportBatch, ImportedSite
from filing.numbers import case_number, number_cases
from filing.states import FilingState
from sites.codes import make_token
from sites.models import ServiceSite, SiteVersion
from sites.services import plan_sites

_CHUNK = 500

#: A case is numbered by its key, which it gets when it is written; until then its number names its row.
_BEFORE = "IM-"


def write_sites(batch: ImportBatch, *, actor: Actor, now: datetime) -> None:
    """A shell, a version with its facts, a draft case, an author and an entry in the trail for every row."""
    with IMPORT.step(
        batch.pk, "finish", actor=actor, now=now, done_at=now, attempts=0, progressed_at=None
    ) as step:
        row, made = step.row, 0
        for sites in in_chunks(row.sites.all(), _CHUNK, "union"):
            _write(row, sites, actor=actor, now=now)
            made += len(sites)
        row.created_sites = row.done_rows = made
        row.save(update_fields=["created_sites", "done_rows"])
        step.details.update({"made": made, "left_out": row.left_out, "file": row.digest})
        forget_content(row)


def _write(batch: ImportBatch, sites: list[ImportedSite], *, actor: Actor, now: datetime) -> None:
    versions = plan_sites([_planned(each, now) for each in sites])
    filings = Filing.objects.bulk_create(
        Filing(
            number=f"{_BEFORE}{site.pk}",
            site=version.site,
            version=version,
            state=FilingState.DRAFT,
            verify_token=make_token(),
            created_at=now,
            updated_at=now,
        )
        for site, version in zip(sites, versions, strict=True)
    )
    _link(sites)
    number_cases([each.pk for each in filings], now.year)
    for filing in filings:
        filing.number = case_number(filing.pk, now.year)
    if actor.is_signed_in:
        FilingAuthor.objects.bulk_create(
            FilingAuthor(filing=each, user_id=actor.key, since=now) for each in filings
        )
    details = {"batch": batch.pk}
    record_each(actor, "filing.start", filings, now=now, label="批量新建备案", after="draft", details=details)


def _link(sites: list[ImportedSite]) -> None:
    """Each result to its case by the number that the case has for this moment: one statement for all."""
    mark = Concat(Value(_BEFORE), Cast(OuterRef("pk"), CharField()))
    case = Filing.objects.filter(number=mark).values("pk")[:1]
    ImportedSite.objects.filter(pk__in=[each.pk for each in sites]).update(filing_id=Subquery(case))


def _planned(site: ImportedSite, now: datetime) -> SiteVersion:
    """The shell and its first version with the facts of the row, not yet saved."""
    shell = ServiceSite(
        site_type=site.site_type,
        managing_union=site.union,
        union_path=site.union.path or "",
        district_id=site.district_id,
        state="planned",
        created_at=now,
        updated_at=now,
    )
    return SiteVersion(
        site=shell, number=1, district_id=site.district_id, created_at=now, **columns_of(site.facts)
    )


def columns_of(facts: dict[str, Any]) -> dict[str, Any]:
    """Staged facts as the columns of a version hold them: days and degrees come back from their texts."""
    columns = {field.name: field for field in SiteVersion._meta.concrete_fields}
    return {name: columns[name].to_python(value) for name, value in facts.items()}
