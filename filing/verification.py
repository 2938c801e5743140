"""Is this receipt or filing number genuine? Answers to anybody who holds the number and its token, and tells no more."""

from __future__ import annotations

from datetime import date, datetime

from core.clock import LEGAL_ZONE
from core.registry import Verified
from filing.models import Filing
from filing.receipts import SECOND_AND_LATER, TITLE, receipt_number, short_digest
from filing.states import FilingState
from sites.codes import is_same_token

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


def _legal_day(moment: datetime | None) -> date | None:
    """The day in legal time; the database answers in another zone."""
    return moment.astimezone(LEGAL_ZONE).date() if moment else None


def _case(found: Filing | None, token: str) -> Filing | None:
    return found if found is not None and is_same_token(token[:MOST_TYPED], found.verify_token) else None
