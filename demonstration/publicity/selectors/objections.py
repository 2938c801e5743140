"""What is said against entries?"""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import QuerySet

from core.actor import Actor
from demonstration.models import (
    OPEN_OBJECTIONS,
    Objection,
    Round,
)
from demonstration.publicity.policy import OBJECTIONS


def objections_within(actor: Actor, round: Round | None = None) -> QuerySet[Objection]:
    """Behind no wall; the oldest first."""
    rows = OBJECTIONS.visible_to(actor).select_related("entry__publicity__round__issuer", "entry__nomination")
    rows = rows.defer(
        "entry__publicity__content",
        "entry__publicity__body",
        "entry__publicity__round__call",
        "entry__publicity__round__list_text",
        "entry__publicity__round__issuer__search",
    )
    if round is not None:
        rows = rows.filter(entry__publicity__round=round)
    return rows.order_by("received_at", "id")


def objection_within(actor: Actor, number: str) -> Objection | None:
    return objections_within(actor).filter(number=number).first()


def objection_numbered(number: str) -> Objection | None:
    """For the sender, who holds the token."""
    return Objection.objects.select_related("entry__publicity").filter(number=number).first()


def has_open_objection(nomination_id: int) -> bool:
    rows = Objection.objects.filter(entry__nomination=nomination_id, state__in=OPEN_OBJECTIONS)
    return rows.exists()


def objected_among(keys: Iterable[int]) -> set[int]:
    """Nominations of these against which an objection is open."""
    rows = Objection.objects.filter(entry__nomination__in=list(keys), state__in=OPEN_OBJECTIONS)
    return set(rows.order_by().values_list("entry__nomination_id", flat=True))
