"""Is this receipt or filing number genuine? Answers to anybody who holds the number and its token, and tells no more."""

from __future__ import annotations

from datetime import date, datetime

from core.clock import LEGAL_ZONE
from core.registry import Verified
from filing.models import Filing
from filing.receipts import TITLE, short_digest
from filing.states import FilingState
from sites.codes import is_same_token

#: Longer texts are no numbers of ours.
MOST_TYPED = 40


def verified_receipt(number: str, token: str) -> Verified | None:
    """The receipt of a case that was handed in; its number and its token together."""
    found = _case(Filing.objects.filter(number=number[:MOST_TYPED]).first(), token)
    if found is None or found.submitted_at is None:
        return None
    return Verified(
        kind=f"《{TITLE}》",
        number=found.number,
        state=found.state_label,
        digest=short_digest(found.facts_digest),
        issued_on=_legal_day(found.submitted_at),
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
