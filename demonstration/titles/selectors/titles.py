"""What do pages and services read of titles? Never writes."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from core.actor import Actor
from demonstration.models import (
    Designation,
    DesignationState,
    NamingDecision,
    NominationState,
    Priority,
    Publicity,
    PublicityEntry,
    PublicityState,
    Round,
    TitleEvent,
    TitleEventKind,
)
from demonstration.titles.policy import TITLES
from demonstration.titles.words import LAPSED, REVOKED, VALID

#: Heavy columns that no page of a title shows.
UNSEEN = ("site__search", "site__public_search")


def titles_within(actor: Actor) -> QuerySet[Designation]:
    rows = TITLES.visible_to(actor).select_related("site__managing_union", "site__district", "issuer")
    return rows.defer(*UNSEEN, "site__managing_union__search", "issuer__search")


def title_within(actor: Actor, number: str) -> Designation | None:
    rows = titles_within(actor).select_related("nomination__round__pack", "decision__meeting", "pack")
    return rows.filter(number=number).first()


def in_state(state: str, today: date) -> Q:
    """Titles that everybody reads as valid, lapsed or revoked today; empty: all."""
    over = Q(state=DesignationState.VALID, valid_until__lt=today)
    return {
        VALID: Q(state=DesignationState.VALID, valid_until__gte=today),
        LAPSED: Q(state=DesignationState.LAPSED) | over,
        REVOKED: Q(state=DesignationState.REVOKED),
    }.get(state, Q())


@dataclass(frozen=True)
class Sought:
    """What the register is narrowed by; empty means all."""

    text: str = ""
    site_type: str = ""
    year: int | None = None
    level: str = ""
    state: str = ""


def sought_titles(rows: QuerySet[Designation], by: Sought, today: date) -> QuerySet[Designation]:
    """``text`` looks in names, the title and numbers."""
    found = rows.filter(in_state(by.state, today))
    if by.text:
        found = found.filter(
            Q(site_name__icontains=by.text)
            | Q(name__icontains=by.text)
            | Q(number__iexact=by.text)
            | Q(plate_number__iexact=by.text)
        )
    if by.site_type:
        found = found.filter(site_type=by.site_type)
    if by.year:
        found = found.filter(valid_from__year=by.year)
    if by.level:
        found = found.filter(level=by.level)
    return found.order_by("-valid_from", "-id")


def public_titles() -> QuerySet[Designation]:
    """Every title that was ever given: that it was given is public."""
    return Designation.objects.select_related("site__district", "issuer").defer(*UNSEEN, "issuer__search")


def public_title(number: str) -> Designation | None:
    return public_titles().filter(number=number).first()


def years_of_titles() -> list[int]:
    return [day.year for day in Designation.objects.dates("valid_from", "year", order="DESC")]


def events_of(row: Designation) -> QuerySet[TitleEvent]:
    return row.events.select_related("meeting").order_by("id")


def valid_titles_of(site_id: int, today: date) -> QuerySet[Designation]:
    rows = Designation.objects.filter(in_state(VALID, today), site=site_id)
    return rows.order_by("-valid_from", "-id")


def holders_among(keys: Collection[int], today: date) -> set[int]:
    """Of these sites, those that hold a title."""
    rows = Designation.objects.filter(in_state(VALID, today), site__in=keys)
    return set(rows.order_by().values_list("site_id", flat=True))


def titles_over(numbers: Collection[str]) -> QuerySet[Designation]:
    """Of these titles, those that ended."""
    return Designation.objects.filter(number__in=numbers).exclude(state=DesignationState.VALID)


def due_to_lapse(today: date) -> list[int]:
    """For what runs in the background."""
    rows = Designation.objects.filter(state=DesignationState.VALID, valid_until__lt=today)
    return list(rows.order_by("pk").values_list("pk", flat=True))


# What can be named


def last_publicity(round: Round) -> Publicity | None:
    """The notice of the list that counts: the newest that was not replaced, further ones beside it left out."""
    rows = Publicity.objects.filter(round=round.pk, is_further=False).exclude(state=PublicityState.REPLACED)
    return rows.order_by("-id").first()


def posted_entries(round: Round) -> list[PublicityEntry]:
    """The lines of notices whose days are over and whose nomination still waits to be named, in their order."""
    rows = PublicityEntry.objects.filter(
        publicity__round=round.pk,
        publicity__state=PublicityState.ENDED,
        nomination__state=NominationState.SELECTED,
        removed_why="",
    )
    rows = rows.select_related(
        "publicity", "nomination__site__district", "nomination__grade", "nomination__branch"
    )
    rows = rows.defer("publicity__content", "publicity__body", *(f"nomination__{each}" for each in UNSEEN))
    return list(rows.order_by("publicity_id", "position"))


@dataclass(frozen=True)
class ToName:
    """Who can be named now, and who waits for the answer to an objection."""

    ready: tuple[PublicityEntry, ...]
    held: tuple[PublicityEntry, ...]


def to_name(round: Round) -> ToName:
    entries = posted_entries(round)
    held = {entry.nomination_id for entry in entries if entry.is_held}
    ready = {entry.nomination_id: entry for entry in entries if entry.nomination_id not in held}
    return ToName(tuple(ready.values()), tuple(entry for entry in entries if entry.is_held))


def titles_of_round(round: Round) -> list[Designation]:
    """In the order in which they were given."""
    rows = Designation.objects.filter(nomination__round=round.pk)
    rows = rows.select_related("site", "issuer", "decision").defer(*UNSEEN, "issuer__search")
    return list(rows.order_by("pk"))


def grades_given(titles: Iterable[Designation]) -> dict[int, str]:
    """As they were named, by the key of the title: what was lowered later changes no decision."""
    rows = TitleEvent.objects.filter(designation__in=list(titles), kind=TitleEventKind.NAMED)
    return dict(rows.values_list("designation_id", "grade_after"))


def decision_of(round: Round) -> NamingDecision | None:
    return NamingDecision.objects.select_related("meeting").filter(round=round.pk).first()


# Priorities


def titles_in_year(actor: Actor, year: int) -> QuerySet[Designation]:
    """Valid titles whose term touches the year."""
    return titles_within(actor).filter(
        state=DesignationState.VALID, valid_from__lte=date(year, 12, 31), valid_until__gte=date(year, 1, 1)
    )


def priorities_of(titles: Iterable[Designation], year: int) -> dict[tuple[int, str], Priority]:
    """What was used up, by title and for whom."""
    rows = Priority.objects.filter(designation__in=[row.pk for row in titles], year=year)
    return {(row.designation_id, row.whom): row for row in rows}
