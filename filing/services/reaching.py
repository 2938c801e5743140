"""What follows when somebody posts where he may not? Beyond reach the answer is 404, within reach 403; either way
the attempt stands in the trail.
"""

from __future__ import annotations

from datetime import datetime

from core.actor import Actor
from core.audit import record
from core.workflow import attempt
from filing.models import Filing
from filing.policy import FILINGS
from filing.transitions import FILING


def require_writing(filing: Filing, *, actor: Actor, now: datetime) -> None:
    """Before a form is read: may the person write into this case? Raises ``NotAllowed``, recorded."""
    with attempt(actor, "filing.edit", filing, now=now, label=FILING.edges["edit"].label):
        FILINGS.require(actor, "edit", filing)


def note_out_of_reach(number: str, *, actor: Actor, now: datetime) -> None:
    """Record the attempt on a case that exists; a number that nobody has leaves nothing."""
    filing = Filing.objects.select_related("site").filter(number=number).first()
    if filing is not None:
        record(
            actor,
            "filing.reach",
            filing,
            now=now,
            label="办理范围外的案件",
            note="案件不在办理范围内。",
            outcome="refused",
        )
