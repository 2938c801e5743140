"""Is this paper or filing number genuine? Answers to anybody who holds the number and its token, and tells no more."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

from core.canonical import short_digest
from core.clock import LEGAL_ZONE
from core.registry import Verified
from filing.imports.selectors.enrolling import enrolment_numbered
from filing.models import Filing
from filing.papers.codes import ACCEPTANCE, CORRECTION, FORM, PaperNumber, paper_number
from filing.papers.enrolment import TITLE as ENROLMENT_TITLE
from filing.papers.enrolment import enrolment_number
from filing.papers.of_case import form_title
from filing.papers.of_kinds import notice_digest
from filing.receipts import SECOND_AND_LATER, TITLE, receipt_number
from filing.selectors import handed_in_digest
from filing.states import FilingState
from rulebook.selectors import measure_of
from rulebook.terms import Measure
from sites.codes import is_same_token
from sites.selectors import facts_digest

#: Longer texts are no numbers of ours.
MOST_TYPED = 40


def verified_receipt(number: str, token: str) -> Verified | None:
    """One receipt of a case; its number and the token of the case together. Each handing in has its own."""
    case, _, which = number[:MOST_TYPED].partition(SECOND_AND_LATER)
    found = _case(Filing.objects.filter(number=case).first(), token)
    if found is None or (which and not which.isdecimal()):
        return None
    submission = found.submissions.filter(number=int(which or 1)).first()
    if submission is None:
        return None
    return Verified(
        kind=f"《{TITLE}》",
        number=receipt_number(found.number, submission.number),
        state=found.state_label,
        digest=short_digest(submission.digest),
        issued_on=_legal_day(submission.at),
    )


def verified_filing_number(number: str, token: str) -> Verified | None:
    """The number that a decision gave."""
    found = _case(Filing.objects.filter(filing_number=number[:MOST_TYPED]).first(), token)
    if found is None or found.state != FilingState.FILED:
        return None
    return Verified(
        kind="备案编号",
        number=str(found.filing_number),
        state=found.state_label,
        digest=short_digest(found.facts_digest),
        issued_on=_legal_day(found.decided_at),
    )


def verified_paper(number: str, token: str) -> Verified | None:
    """A form, an acceptance sheet or a notice of a case, by the number printed on it."""
    parts = paper_number(number[:MOST_TYPED])
    if parts is None or parts.kind not in KINDS:
        return None
    found = _case(Filing.objects.select_related("site", "version").filter(number=parts.case).first(), token)
    return None if found is None else KINDS[parts.kind](found, parts)


def verified_enrolment(number: str, token: str) -> Verified | None:
    """The decision that took existing sites into the register, also when it was undone."""
    found = enrolment_numbered(number[:MOST_TYPED])
    if found is None or not is_same_token(token[:MOST_TYPED], found.verify_token):
        return None
    return Verified(
        kind=f"《{ENROLMENT_TITLE}》",
        number=enrolment_number(found.batch),
        state=found.batch.state_label,
        digest=short_digest(found.digest),
        issued_on=_legal_day(found.decided_at),
    )


def _verified_form(found: Filing, parts: PaperNumber) -> Verified:
    return Verified(
        kind=f"《{form_title(found, measure_of(found.pack_id) if found.pack_id else None)}》",
        number=str(PaperNumber(parts.case, parts.kind)),
        state=found.state_label,
        digest=short_digest(handed_in_digest(found)),
        issued_on=_legal_day(found.submitted_at),
    )


def _verified_sheet(found: Filing, parts: PaperNumber) -> Verified | None:
    """The empty sheet carries no serial number; a written one the place of its visit."""
    visits = list(found.visits)
    if found.submitted_at is None or parts.serial > len(visits):
        return None
    visit = visits[parts.serial - 1] if parts.serial else None
    return Verified(
        kind=f"《{measure_of(found.pack_id).acceptance_title if found.pack_id else Measure.acceptance_title}》",
        number=str(parts),
        state=visit.get_verdict_display() if visit else "尚未登记验收",
        digest=short_digest(facts_digest(found.version)),
        issued_on=visit.held_on if visit else None,
    )


def _verified_notice(found: Filing, parts: PaperNumber) -> Verified | None:
    """A letter of deficiencies: open until each of its gaps is settled."""
    notice = found.notices.filter(number=parts.serial).first()
    if notice is None:
        return None
    measure = measure_of(found.pack_id) if found.pack_id else Measure
    waits = notice.deficiencies.exclude(verdict="settled").exists()
    return Verified(
        kind=f"《{measure.correction_title}》",
        number=str(parts),
        state="待补正" if waits else "已补正",
        digest=short_digest(notice_digest(notice)),
        issued_on=_legal_day(notice.issued_at),
    )


#: What a suffix stands for; a kind of paper that comes later adds itself here.
KINDS: dict[str, Callable[[Filing, PaperNumber], Verified | None]] = {
    FORM: _verified_form,
    ACCEPTANCE: _verified_sheet,
    CORRECTION: _verified_notice,
}


def _legal_day(moment: datetime | None) -> date | None:
    """The day in legal time; the database answers in another zone."""
    return moment.astimezone(LEGAL_ZONE).date() if moment else None


def _case(found: Filing | None, token: str) -> Filing | None:
    return found if found is not None and is_same_token(token[:MOST_TYPED], found.verify_token) else None
