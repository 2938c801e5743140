"""What does the file of a site say of its scores, and where does a self-inspection begin?"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from core.actor import Actor
from inspection.assessing.policy import ASSESSMENTS
from inspection.assessing.selectors import assessments_of, begun_assessments
from inspection.assessing.words import verdict_of
from inspection.models import Assessment
from rulebook.rubric import Purpose, points_text
from sites.models import ServiceSite
from sites.vocabulary import IN_USE

#: Lines of the panel; the list holds the rest.
MOST_LINES = 5


def score_lists(actor: Actor, site: ServiceSite, now: datetime) -> list[tuple[QuerySet[Assessment], int]]:
    return [(assessments_of(actor, site), MOST_LINES), (begun_assessments(actor, site, Purpose.YEARLY), 1)]


def scores_panel(
    actor: Actor, site: ServiceSite, now: datetime, rows: list[Assessment], begun: list[Assessment]
) -> Mapping[str, Any] | None:
    """The last assessments of a site; ``None`` where there is none and this person cannot begin one."""
    may_begin = site.state in IN_USE and bool(ASSESSMENTS.decide(actor, "open", site))  # type: ignore[arg-type]  # the rule asks for a place only
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
    going_on = begun[0] if may_begin and begun else None
    return {"site": site, "lines": lines, "may_begin": may_begin, "begun": going_on}
