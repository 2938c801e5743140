"""What does the file of a site say of its yearly review? The last one, how far it is, what its keeper has to do."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from core.actor import Actor
from core.registry import NextStep
from core.words import chinese_day
from inspection.assessing.words import verdict_of
from inspection.models import ReviewEntry, ReviewState
from inspection.reviewing.selectors import entries_of, own_entry_due
from sites.models import ServiceSite
from sites.vocabulary import SiteState


def review_lists(actor: Actor, site: ServiceSite, now: datetime) -> list[tuple[QuerySet[ReviewEntry], int]]:
    return [(entries_of(actor, site), 1)]


def review_panel(
    actor: Actor, site: ServiceSite, now: datetime, entries: list[ReviewEntry]
) -> Mapping[str, Any] | None:
    """The latest review within reach."""
    if not entries:
        return None
    entry = entries[0]
    row = entry.assessment
    announced = entry.review.state == ReviewState.CLOSED
    result = entry.get_result_display() if announced else ""
    if not result and row.conclusion:
        result = f"{verdict_of(row.purpose, row.conclusion)}(以通报为准)"
    return {"entry": entry, "row": row, "result": result, "is_own": row.state == "own"}


def review_step(row: Any, now: datetime) -> NextStep | None:
    """For a site that stands open and still has to score itself; what is announced of its door comes first."""
    if not isinstance(row, ServiceSite) or row.state != SiteState.OPEN or row.standing_notices:
        return None
    entry = own_entry_due(row)
    if entry is None:
        return None
    late = now.date() > entry.review.own_due_on
    return NextStep(
        f"完成《{entry.review.title}》的自评并提交",
        when=f"{chinese_day(entry.review.own_due_on)}前{'(已逾期)' if late else ''}",
        who="阵地负责人(区(市)总工会可以代填)",
        lapse="逾期不会自动处理;通报时仍没有提交的,记为“未完成自查”。",
    )
