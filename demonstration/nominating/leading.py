"""What a nomination says to its self-assessment: that it leads it, and which items a letter opened."""

from __future__ import annotations

from demonstration.models import Nomination, NominationState
from demonstration.nominating.gaps import open_items
from demonstration.nominating.selectors.rows import gaps_of
from inspection.assessing.led import Leader
from inspection.models import Assessment
from rulebook.rubric import Purpose


def _leads(row: Assessment) -> bool:
    return Nomination.objects.filter(assessment_id=row.pk).exists()


def _opened(row: Assessment) -> frozenset[str] | None:
    """Everything in a draft, what the letter names in a returned one."""
    nomination = Nomination.objects.filter(assessment_id=row.pk).first()
    if nomination is None or nomination.state == NominationState.DRAFT:
        return None
    return open_items(gaps_of(nomination)) if nomination.state == NominationState.RETURNED else frozenset()


LEADER = Leader(Purpose.DEMONSTRATION, _leads, _opened)
