"""The filed case of each existing site, its authors, submission and signatures: as if it had been decided alone."""

from __future__ import annotations

from collections.abc import Iterable

from core.many import insert_many, like
from filing.imports.services.act import Act
from filing.models import Filing, FilingAuthor, SignOff, Submission
from filing.models.imports import ImportedSite
from filing.states import FilingKind, FilingState, Route
from sites.codes import make_token
from sites.models import SiteVersion
from sites.selectors import digest_without_photos


def filing_of(act: Act, row: ImportedSite, version: SiteVersion, number: str) -> Filing:
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


def write_around(act: Act, rows: Iterable[ImportedSite], filings: list[Filing]) -> None:
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


def _submission(act: Act, filing: Filing) -> Submission:
    return Submission(
        filing_id=filing.pk,
        number=1,
        at=act.enrolment.proposed_at,
        by_id=act.enrolment.proposed_by_id,
        submitted_as="district",
        state=FilingState.CITY_FILING,
        digest=filing.facts_digest,
    )


def _signatures(act: Act, row: ImportedSite, filing: Filing) -> list[SignOff]:
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
