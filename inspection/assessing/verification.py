"""Is this result sheet genuine? Answers to anybody who holds its number and token, and tells no more."""

from __future__ import annotations

from core.canonical import digest
from core.clock import LEGAL_ZONE
from core.registry import Verified
from inspection.assessing.words import verdict_of
from inspection.models import Assessment
from rulebook.rubric import points_text
from sites.codes import is_same_token

#: Longer texts are no numbers of ours.
MOST_TYPED = 40

TITLE = "评分结果单"


def verified_assessment(number: str, token: str) -> Verified | None:
    """State, and once it is concluded total and verdict."""
    row = Assessment.objects.filter(number=number[:MOST_TYPED]).prefetch_related("columns").first()
    if row is None or not is_same_token(token[:MOST_TYPED], row.verify_token):
        return None
    state = row.state_label
    if row.total is not None:
        state = f"{state}:{points_text(row.total)} 分,{verdict_of(row.purpose, row.conclusion)}"
    outcomes = [[column.column, column.outcome] for column in row.columns.all()]
    return Verified(
        kind=f"《{TITLE}》",
        number=str(row.number),
        state=state,
        digest=digest(outcomes)[:16],
        issued_on=row.concluded_at.astimezone(LEGAL_ZONE).date() if row.concluded_at else None,
    )
