"""While a case is open, somebody decides whether its place is another one that is known already."""

from __future__ import annotations

from datetime import datetime

from core.actor import Actor
from core.workflow import TransitionRefused, attempt
from filing.models import Filing
from filing.selectors import pinned_filing
from filing.twins import ASKED
from sites.likeness.services import decide_likeness
from sites.models import LikenessDecision
from sites.policy import SITES


def settle_likeness(
    filing_id: int, other_site_id: int, verdict: str, reason: str, *, actor: Actor, now: datetime
) -> LikenessDecision:
    """同一处 or 不是同一处, about the place of a case and one other. Raises ``TransitionRefused`` once it is decided."""
    filing: Filing = pinned_filing(filing_id)
    with attempt(actor, "site.liken", filing.site, now=now, label="认定是否同一处"):
        SITES.require(actor, "liken", filing.site)
        if filing.state not in ASKED:
            raise TransitionRefused(f"本案现为“{filing.state_label}”,不再认定。请刷新页面查看当前情况。")
        return decide_likeness(filing.version, other_site_id, verdict, reason, actor=actor, now=now)
