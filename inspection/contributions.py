"""What inspection gives to the apps around it: what waits on the desk, the scores on a site's file, replays, look-ups."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from core.actor import Actor
from core.registry import INBOX, NEXT_STEPS, PANELS, RECOMPUTERS, VERIFIERS, Panel
from inspection.assessing.inbox import assessments_inbox
from inspection.assessing.policy import ASSESSMENTS
from inspection.assessing.replay import replay_assessments
from inspection.assessing.selectors import assessments_of
from inspection.assessing.verifying import verified_assessment
from inspection.assessing.words import verdict_of
from inspection.reviewing.inbox import reviews_inbox
from inspection.reviewing.replay import replay_reviews
from inspection.reviewing.site_file import review_panel, review_step
from rulebook.rubric import points_text
from sites.models import ServiceSite
from sites.vocabulary import IN_USE

#: Lines of the panel; the list holds the rest.
MOST_LINES = 5


def scores_panel(actor: Actor, site: ServiceSite, now: datetime) -> Mapping[str, Any] | None:
    """The last assessments of a site, and where a self-inspection begins."""
    may_begin = site.state in IN_USE and bool(ASSESSMENTS.decide(actor, "open", site))  # type: ignore[arg-type]  # the rule asks for a place only
    rows = list(assessments_of(actor, site)[:MOST_LINES])
    if not rows and not may_begin:
        return None
    lines = [
        {
            "row": row,
            "result": f"{points_text(row.total)} 分,{verdict_of(row.purpose, row.conclusion)}"
            if row.total is not None
            else "",
        }
        for row in rows
    ]
    return {"site": site, "lines": lines, "may_begin": may_begin}


INBOX.register("inspection.assessments", assessments_inbox)
INBOX.register("inspection.reviews", reviews_inbox)
NEXT_STEPS.register("inspection.reviews", review_step)
PANELS.register("inspection.review", Panel("site-file", 19, "inspection/_review_panel.html", review_panel))
PANELS.register("inspection.scores", Panel("site-file", 20, "inspection/_scores_panel.html", scores_panel))
RECOMPUTERS.register("assessments", replay_assessments)
RECOMPUTERS.register("yearly reviews", replay_reviews)
VERIFIERS.register("inspection.assessment", verified_assessment)
