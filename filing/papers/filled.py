"""What does a case fill into its papers? Headings, facts, changes, opinions and visits, as plain values."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from core.canonical import short_digest
from filing.models import Filing
from filing.papers.codes import PaperNumber
from filing.papers.endings import Change
from filing.papers.paper import Code, Entry
from filing.papers.sheets import Heading, Sheet, Signed
from filing.section_facts import SectionFacts
from filing.states import FilingKind
from inspection.models import Visit
from rulebook.terms import Measure
from sites.models import SiteVersion
from sites.sections import BLANK, SECTIONS
from sites.summary import side_by_side


def heading_of(
    filing: Filing, measure: Measure | None, title: str, number: PaperNumber, sealed: str
) -> Heading:
    """What every form of this case carries at its top."""
    return Heading(
        title=title,
        case_number=filing.number,
        filing_number=filing.filing_number or "",
        is_sample=measure is None or measure.is_sample,
        is_draft=filing.submitted_at is None,
        code=Code(str(number), filing.verify_token, short_digest(sealed)),
    )


def entries_of(parts: Iterable[SectionFacts]) -> tuple[Entry, ...]:
    """The facts of a case as fields of a form."""
    return tuple(
        Entry(line.label, "" if line.is_blank else line.text) for part in parts for line in part.lines
    )


def identity_of(filing: Filing) -> tuple[Entry, ...]:
    """Which site it is, for the top of every form."""
    site = filing.site
    return (
        Entry("阵地类型", filing.version.type_label),
        Entry("区(市)", filing.version.district.name),
        Entry("主管工会", site.managing_union.name),
    )


def changes_between(old: SiteVersion, new: SiteVersion) -> tuple[Change, ...]:
    """What a change case alters, in the order of the form, each fact in the words of the pages."""
    return tuple(
        Change(label, "" if before == BLANK else before, "" if after == BLANK else after)
        for section in SECTIONS
        for label, before, after in side_by_side(old, new, section)
        if before != after
    )


def signed_of(filing: Filing) -> Signed:
    """What is known of the opinions: who handed in, and the decision once it was made."""
    signed = Signed(applicant=str(filing.submitted_by or ""), applied_at=filing.submitted_at)
    last = filing.sign_offs.select_related("user").last() if filing.filing_number else None
    if last is None:
        return signed
    decision = "同意注销。" if filing.kind == FilingKind.CANCEL else "同意备案。"
    return replace(signed, decision=decision, decider=str(last.user), decided_at=last.at)


def where(filing: Filing) -> tuple[Entry, ...]:
    """Where the site is and who owns the room."""
    version = filing.version
    place = "".join(part for part in (version.address, version.building, version.floor, version.room) if part)
    return (Entry("详细地址", place), Entry("承建(共建)单位", version.host_name))


def sheet_of(visit: Visit | None) -> Sheet:
    """What a visit found, as the sheet tells it."""
    if visit is None:
        return Sheet()
    return Sheet(
        held_on=visit.held_on,
        organisation=visit.organisation,
        inspectors=tuple(visit.inspectors),
        met_on_site=visit.met_on_site,
        verdict=visit.get_verdict_display(),
        findings=visit.findings,
        fix_by=visit.fix_by,
    )
