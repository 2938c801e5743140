"""What do pages and services read of requests to look again? Never writes."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet

from core.actor import Actor
from core.models import AuditEntry
from demonstration.models import (
    Appeal,
    Designation,
    Nomination,
    NominationState,
    Objection,
    ObjectionState,
    RoundGrade,
    TitleEvent,
    TitleEventKind,
)
from demonstration.policy import not_walled
from demonstration.titles.policy import APPEALS
from demonstration.titles.selectors.titles import UNSEEN

#: What a site may ask to be looked at again.
APPEALABLE = (TitleEventKind.DOWNGRADED, TitleEventKind.REVOKED)


# Requests to look again


def appeals_within(actor: Actor) -> QuerySet[Appeal]:
    rows = APPEALS.visible_to(actor).select_related(
        "site__managing_union", "nomination__round", "event__designation"
    )
    upheld = Objection.objects.filter(
        entry__nomination=OuterRef("nomination"),
        state=ObjectionState.UPHELD,
        answered_at__lte=OuterRef("asked_at"),
    )
    rows = rows.annotate(is_about_exclusion=Exists(upheld))
    return rows.defer(*UNSEEN, "site__managing_union__search", "nomination__round__list_text")


def appeal_within(actor: Actor, number: str) -> Appeal | None:
    return appeals_within(actor).filter(number=number).first()


def appeal_about(*, nomination: Nomination | None = None, event: TitleEvent | None = None) -> Appeal | None:
    if nomination is not None:
        return Appeal.objects.filter(nomination=nomination.pk).first()
    return Appeal.objects.filter(event=event.pk).first() if event is not None else None


def appealable_event(row: Designation) -> TitleEvent | None:
    """The last thing that became of the title, where it is one that can be asked about."""
    last = row.events.exclude(kind=TitleEventKind.KEPT).order_by("-id").first()
    return last if last is not None and last.kind in APPEALABLE else None


def grades_for(nomination: Nomination) -> list[RoundGrade]:
    """Into which a nomination may be taken: those of its type that are no reserve, best first."""
    rows = RoundGrade.objects.filter(round=nomination.round_id, is_reserve=False).order_by("position")
    return [each for each in rows if each.site_type in ("", nomination.site_type)]


def nomination_seen(actor: Actor, number: str) -> Nomination | None:
    """One that ended below the line or was taken off the list, for whoever may ask about it; behind a wall there is none."""
    rows = Nomination.objects.select_related("site__managing_union", "round__pack", "round__issuer")
    return rows.filter(not_walled(actor), number=number).first()


def upheld_against(nomination: Nomination) -> Objection | None:
    """The objection that took it off the list: the last one, where there were several."""
    rows = Objection.objects.filter(entry__nomination=nomination, state=ObjectionState.UPHELD)
    return rows.order_by("-answered_at", "-pk").first()


def who_decided(nomination: Nomination) -> list[int]:
    """Keys of those who locked the list or set the grade of this nomination by hand; of one that was taken off, of
    those who upheld an objection against it."""
    rows = AuditEntry.objects.filter(outcome="done", actor_id__isnull=False)
    if nomination.state == NominationState.EXCLUDED:
        keys = Objection.objects.filter(entry__nomination=nomination).values_list("pk", flat=True)
        rows = rows.filter(
            action="objection.uphold",
            target_type="demonstration.objection",
            target_id__in=[str(key) for key in keys],
        )
        return _who(rows)
    rows = rows.filter(
        Q(
            action="round.lock",
            target_type="demonstration.round",
            target_id=str(nomination.round_id),
        )
        | Q(
            action__in=["nomination.decide_grade", "nomination.undo_grade"],
            target_type="demonstration.nomination",
            target_id=str(nomination.pk),
        )
    )
    return _who(rows)


def _who(rows: QuerySet[AuditEntry]) -> list[int]:
    return sorted({int(key) for key in rows.order_by().values_list("actor_id", flat=True) if key})
