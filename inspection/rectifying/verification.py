"""Is this order genuine? Answers to whoever holds its number and token, and tells no more."""

from __future__ import annotations

from core.canonical import short_digest
from core.clock import LEGAL_ZONE
from core.registry import Verified
from inspection.rectifying.selectors import order_of_paper
from rulebook.selectors import measure_in


def verified_order(number: str, token: str) -> Verified | None:
    found = order_of_paper(number, token)
    if found is None:
        return None
    return Verified(
        kind=f"《{measure_in(found.pack).rectification_title}》",
        number=found.number,
        state=found.state_label,
        digest=short_digest(found.digest),
        issued_on=found.ordered_at.astimezone(LEGAL_ZONE).date(),
    )
