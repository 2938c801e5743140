"""The approved list enters the register in one transaction: sites in use, filed cases, numbers; all of them, or none."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from accounts.models import District
from core.actor import Actor
from core.audit import record_each
from core.canonical import digest
from core.many import insert_many, like, set_each
from filing.imports.selectors import in_chunks
from filing.imports.selectors.enrolling import enrolment_of, pinned_measures
from filing.imports.selectors.measures import Measures
from filing.imports.services.pairing import has_fresh_pairs, keep_decisions
from filing.imports.services.proposing import tell_enrolled, writer_of
from filing.imports.services.running import forget_content
from filing.imports.services.writing import columns_of, number_cases
from filing.imports.transitions import IMPORT
from filing.models import Enrolment, EnrolmentSignOff, Filing, FilingAuthor, SignOff, Submission
from filing.models.imports import ImportBatch, ImportedSite
from filing.numbers import draw_filing_numbers, lock_filing_numbers
from filing.states import FilingKind, FilingState, Route
from rulebook.selectors import Measure
from sites.codes import format_filing_number, make_token
from sites.models import ServiceSite, SiteVersion
from sites.selectors import digest_without_photos
from sites.services import enter_sites
from sites.sheets.limits import SheetRefused
from sites.types import site_type
from sites.vocabulary import SiteState

_CHUNK = 1000

_NEW_LIKENESS = "批准之后,名册中新增了与名单相近的阵地,没有写入任何阵地。请重新上传名单核对。"


@dataclass(frozen=True)
class _Act:
    """The one decision about the whole list."""

    batch: ImportBatch
    enrolment: Enrolment
    measures: Measures
    sign_offs: Sequence[EnrolmentSignOff]
    districts: Mapping[str, District]
    actor: Actor
    now: datetime

    @property
    def note(self) -> str:
        """What the trail of each site says."""
        paper, day = self.enrolment.paper, self.enrolment.dated_on
        return f"依据{paper}({day.year}年{day.month}月{day.day}日),既有阵地入册{self.batch}。"

    def measure(self, row: ImportedSite) -> Measure:
        found = self.measures.of(row.union_id, row.site_type)
        if found is None:
            raise SheetRefused(f"没有适用于“{site_type(row.site_type).label}”的管理办法,没有写入任何阵地。")
        return found


def enrol_sites(batch: ImportBatch, *, actor: Actor, now: datetime) -> None:
    """A site in use, a filed case and a number for every row. Raises ``SheetRefused`` when the register has moved."""
    with IMPORT.step(
        batch.pk, "finish", actor=actor, now=now, done_at=now, attempts=0, progressed_at=None
    ) as step:
        act = _act_of(step.row, actor, now)
        lock_filing_numbers()  # of two lists at once, the second sees what the first has written
        if has_fresh_pairs(step.row, writer_of(step.row, now)):
            raise SheetRefused(_NEW_LIKENESS)
        written: list[list[str]] = []
        for rows in in_chunks(step.row.sites.all(), _CHUNK, "union"):
            written += _enrol(act, rows)
        row = step.row
        row.created_sites = row.done_rows = len(written)
        row.save(update_fields=["created_sites", "done_rows"])
        Enrolment.objects.filter(batch=row).update(digest=digest(written))
        keep_decisions(row)
        step.details.update(made=len(written), left_out=row.left_out, paper=act.enrolment.paper)
        forget_content(row)
        tell_enrolled(row, len(written), actor, now)


def _act_of(batch: ImportBatch, actor: Actor, now: datetime) -> _Act:
    enrolment = enrolment_of(batch)
    if enrolment is None:
        raise SheetRefused("没有所依据的文件,没有写入任何阵地。请重新上传名单。")
    return _Act(
        batch=batch,
        enrolment=enrolment,
        measures=pinned_measures(batch),
        sign_offs=list(batch.sign_offs.order_by("level")),
        districts=District.objects.in_bulk(),
        actor=actor,
        now=now,
    )


def _enrol(act: _Act, rows: list[ImportedSite]) -> list[list[str]]:
    """One part of the list; what stands on the printed list, row by row."""
    versions = [_version(act, row) for row in rows]
    numbers = _numbers(act, rows)
    enter_sites(versions, numbers, note=act.note, actor=act.actor, now=act.now)
    filings = [_filing(act, *each) for each in zip(rows, versions, numbers, strict=True)]
    number_cases(filings, act.now.year)
    insert_many(filings)
    set_each(ImportedSite, "filing_id", {row.pk: each.pk for row, each in zip(rows, filings, strict=True)})
    _write_around(act, rows, filings)
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


def _version(act: _Act, row: ImportedSite) -> SiteVersion:
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


def _numbers(act: _Act, rows: list[ImportedSite]) -> list[str]:
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


def _filing(act: _Act, row: ImportedSite, version: SiteVersion, number: str) -> Filing:
    """The case of one site, decided as it is written; not yet saved."""
    measure, enrolment = act.measure(row), act.enrolment
    levels = len(measure.sign_off_levels)
    return Filing(
        kind=FilingKind.REGISTER,
        state=FilingState.FILED,
        route=Route.PAPER,
        site=version.site,
        version=version,
        verify_token=make_token(),
        pack_id=measure.pk,
        sign_levels=levels,
        signed_levels=levels,
        submitted_at=enrolment.proposed_at,
        submitted_by_id=enrolment.proposed_by_id,
        submitted_as="district",
        facts_digest=digest_without_photos(version),
        state_since=act.now,
        decided_at=act.now,
        filing_number=number,
        created_at=act.now,
        updated_at=act.now,
    )


def _write_around(act: _Act, rows: Iterable[ImportedSite], filings: list[Filing]) -> None:
    """Who wrote it, what was handed in, who signed: as if each site had been decided alone."""
    writers = sorted(act.batch.writers)
    insert_many(
        [
            FilingAuthor(filing_id=each.pk, user_id=writer, since=act.enrolment.proposed_at)
            for each in filings
            for writer in writers
        ]
    )
    insert_many([_submission(act, each) for each in filings])
    insert_many(
        [sign for row, each in zip(rows, filings, strict=True) for sign in _signatures(act, row, each)]
    )


def _submission(act: _Act, filing: Filing) -> Submission:
    return Submission(
        filing_id=filing.pk,
        number=1,
        at=act.enrolment.proposed_at,
        by_id=act.enrolment.proposed_by_id,
        submitted_as="district",
        state=FilingState.CITY_FILING,
        digest=filing.facts_digest,
    )


def _signatures(act: _Act, row: ImportedSite, filing: Filing) -> list[SignOff]:
    """The last signatures of the list, as many as the measure of this site asks for."""
    names = act.measure(row).sign_off_levels
    blank = SignOff(filing_id=filing.pk)
    return [
        like(
            blank,
            level=level,
            level_name=name,
            user_id=signed.user_id,
            opinion=signed.opinion or act.note,
            at=signed.at,
        )
        for level, (name, signed) in enumerate(
            zip(names, act.sign_offs[len(act.sign_offs) - len(names) :], strict=True), 1
        )
    ]
