"""Which assessments wait for this person? Set-based, by the actor's roles."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import Q

from accounts.reach import managed
from accounts.roles import Role
from core.actor import Actor
from core.addresses import address_of
from core.registry import Inbox, InboxItem, InboxList, Reader
from inspection.assessing.policy import COLUMNS
from inspection.models import Assessment, AssessmentState
from rulebook.rubric import Purpose

#: More lines than this help nobody on a desk; the list of assessments holds the rest.
MOST_LINES = 30

_REASONS = {
    AssessmentState.OWN: "待自评,评完后提交",
    AssessmentState.DISTRICT: "自评已提交,待复核",
    AssessmentState.CITY: "复核已提交,待评定",
}


def assessments_inbox(actor: Actor, today: date) -> Iterable[InboxList]:
    """Own points for the keeper, reviews for the district, conclusions for the city; what something else leads comes with it."""
    waits = (
        (Q(state=AssessmentState.OWN) & managed(actor, COLUMNS, [Role.KEEPER]))
        | (Q(state=AssessmentState.DISTRICT) & managed(actor, COLUMNS, [Role.DISTRICT]))
        | (Q(state=AssessmentState.CITY) & managed(actor, COLUMNS, [Role.CITY]))
    )
    led = (Purpose.ACCEPTANCE, Purpose.DEMONSTRATION)
    rows = Assessment.objects.filter(waits).exclude(purpose__in=led).select_related("site")
    rows = rows.only("number", "state", "purpose", "due_on", "site__name", "site__site_type")
    yield InboxList(rows.order_by("due_on", "id"), _lines, MOST_LINES)


def _lines(reader: Reader, rows: list[Assessment]) -> Inbox:
    return Inbox(
        waiting=[
            InboxItem(
                title=f"{row.site} {row.get_purpose_display()}",
                url=address_of("assessment", str(row.number)),
                reason=_REASONS[AssessmentState(row.state)],
                due=row.due_on if row.state == AssessmentState.OWN else None,
            )
            for row in rows
        ]
    )
