"""Orders to mend follow from the announced results: many by one act, each by itself, a refused one holds up no other."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from core.actor import Actor
from core.policy import NotAllowed
from core.workflow import TransitionRefused
from inspection.models import YearlyReview
from inspection.rectifying.services import Wanted, give_order
from inspection.rectifying.services.ordering import BadOrder
from inspection.rectifying.states import Source
from inspection.reviewing.selectors import orders_due, with_failings


def order_together(
    review: YearlyReview, numbers: Iterable[str], *, actor: Actor, now: datetime
) -> dict[str, str]:
    """Gives the reason for each assessment that was refused, by its number. A site that has its order gets no second one."""
    refused: dict[str, str] = {}
    with transaction.atomic():
        # Two officers at the same list follow one another.
        YearlyReview.objects.select_for_update(no_key=True).get(pk=review.pk)
        rows = with_failings(orders_due(actor, review).filter(number__in=list(numbers)))
        for row, items in rows:
            wanted = Wanted(
                source=Source.ASSESSMENT,
                source_key=str(row.number),
                items=items,
                grounds=f"《{review.title}》评定为{row.review_entry.get_result_display()}",
            )
            try:
                give_order(row.site_id, wanted, actor=actor, now=now)
            except (NotAllowed, TransitionRefused) as refusal:
                refused[str(row.number)] = refusal.reason
            except BadOrder as bad:
                refused[str(row.number)] = str(bad)
    return refused
