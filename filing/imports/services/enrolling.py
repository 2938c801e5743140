"""The approved list enters the register in one transaction: sites in use, filed cases, numbers; all of them, or none."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from core.actor import Actor
from core.audit import record_each
from core.canonical import digest
from core.many import insert_many, set_each
from filing.imports.selectors import in_chunks
from filing.imports.services.act import Act, act_of
from filing.imports.services.enrolled_cases import filing_of, write_around
from filing.imports.services.pairing import has_fresh_pairs, keep_decisions
from filing.imports.services.proposing import tell_enrolled, writer_of
from filing.imports.services.running import forget_content, released
from filing.imports.services.writing import columns_of, number_cases
from filing.imports.transitions import IMPORT
from filing.models import Enrolment
from filing.models.imports import ImportBatch, ImportedSite
from filing.numbers import draw_filing_numbers, lock_filing_numbers
from filing.states import FilingState
from rulebook.selectors import Measure
from sites.codes import format_filing_number
from sites.models import ServiceSite, SiteVersion
from sites.services import enter_sites
from sites.sheets.limits import SheetRefused
from sites.types import site_type
from sites.vocabulary import SiteState

_CHUNK = 1000

_NEW_LIKENESS = "批准之后,名册中新增了与名单相近的阵地,没有写入任何阵地。请重新上传名单核对。"


def enrol_sites(batch: ImportBatch, *, actor: Actor, now: datetime) -> None:
    """A site in use, a filed case and a number for every row. Raises ``SheetRefused`` when the register has moved."""
    with IMPORT.step(batch.pk, "finish", actor=actor, now=now, done_at=now, **released(batch)) as step:
        act = act_of(step.row, actor, now)
        lock_filing_numbers()  # of two lists at once, the second sees what the first has written
        if has_fresh_pairs(step.row, writer_of(step.row, now)):
            raise SheetRefused(_NEW_LIKENESS)
        written: list[list[str]] = []
        for rows in in_chunks(step.row.sites.select_related("union"), _CHUNK):
            written += _enrol(act, rows)
        row = step.row
        row.created_sites = row.done_rows = len(written)
        row.save(update_fields=["created_sites", "done_rows"])
        Enrolment.objects.filter(batch=row).update(digest=digest(written))
        keep_decisions(row)
        step.details.update(made=len(written), left_out=row.left_out, paper=act.enrolment.paper)
        forget_content(row)
        tell_enrolled(row, len(written), actor, now)


def _enrol(act: Act, rows: list[ImportedSite]) -> list[list[str]]:
    """One part of the list; what stands on the printed list, row by row."""
    versions = [_version(act, row) for row in rows]
    numbers = _numbers(act, rows)
    enter_sites(versions, numbers, note=act.note, actor=act.actor, now=act.now)
    filings = [filing_of(act, *each) for each in zip(rows, versions, numbers, strict=True)]
    number_cases(filings, act.now.year)
    insert_many(filings)
    set_each(ImportedSite, "filing_id", {row.pk: each.pk for row, each in zip(rows, filings, strict=True)})
    write_around(act, rows, filings)
    record_each(
        act.actor,
        "filing.enrol",
        filings,
        now=act.now,
        label="凭文件入册",
        after=FilingState.FILED,
        note=act.note,
        details={"batch": act.batch.pk, "file": act.enrolment.attachment.sha256},
    )
    return [[number, each.site.code or "", each.name] for number, each in zip(numbers, versions, strict=True)]


def _version(act: Act, row: ImportedSite) -> SiteVersion:
    """The first version of a site in use, not yet saved."""
    facts = columns_of(row.facts)
    district = act.districts[row.district_id]
    version = SiteVersion(number=1, created_at=act.now, site_type=row.site_type, district=district, **facts)
    version.site = ServiceSite(
        state=row.enters_as or SiteState.OPEN,
        site_type=row.site_type,
        managing_union=row.union,
        union_path=act.measures.paths[row.union_id],
        district=district,
        created_at=act.now,
        updated_at=act.now,
    )
    return version


def _numbers(act: Act, rows: list[ImportedSite]) -> list[str]:
    """A filing number for each row, drawn from the series of its issuer in the order of the list."""
    by_issuer: dict[int, list[int]] = {}
    for at, row in enumerate(rows):
        by_issuer.setdefault(act.measure(row).issuer_id, []).append(at)
    found = [""] * len(rows)
    for issuer, places in by_issuer.items():
        written = [partial(_number, act.measure(rows[at]), rows[at], act.now.year) for at in places]
        for at, number in zip(places, draw_filing_numbers(issuer, act.now.year, written), strict=True):
            found[at] = number
    return found


def _number(measure: Measure, row: ImportedSite, year: int, serial: int) -> str:
    return format_filing_number(
        measure.number_pattern,
        district_code=row.district_id,
        type_code=site_type(row.site_type).number_code,
        year=year,
        serial=serial,
    )
