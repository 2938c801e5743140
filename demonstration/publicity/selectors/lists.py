"""Who stands on the list of a round, and who comes up to a place that falls free?"""

from __future__ import annotations

from django.db.models import Count, Q

from demonstration.models import (
    Nomination,
    NominationState,
    PublicityEntry,
    PublicityState,
    Round,
)
from demonstration.publicity.selectors.objections import objected_among

#: How those are called who come up when a place falls free.
RESERVE = "备选"


def listed(round: Round) -> list[Nomination]:
    """Who stands on the list: the named by type, grade and place, then the reserve."""
    rows = round.nominations.filter(state__in=[NominationState.SELECTED, NominationState.RESERVE])
    order = {code: place for place, code in enumerate(round.site_types)}
    return sorted(
        rows.select_related("site", "version", "branch", "grade"),
        key=lambda row: (
            row.state == NominationState.RESERVE,
            order.get(row.site_type, len(order)),
            row.grade.position if row.grade else 0,
            row.final_place or 0,
            row.pk,
        ),
    )


def listed_anew(round: Round) -> list[Nomination]:
    """Who came to the list after the names were given and stands on no notice yet."""
    told = PublicityEntry.objects.filter(publicity__round=round, removed_at=None)
    keys = set(told.exclude(publicity__state=PublicityState.REPLACED).values_list("nomination_id", flat=True))
    return [row for row in listed(round) if row.state == NominationState.SELECTED and row.pk not in keys]


def next_reserve(round: Round, site_type: str) -> Nomination | None:
    """The first of the reserve of a type against which nothing is open."""
    rows = round.nominations.filter(state=NominationState.RESERVE, site_type=site_type)
    found = list(rows.select_related("site", "version").order_by("final_place", "pk"))
    objected = objected_among(row.pk for row in found)
    return next((row for row in found if row.pk not in objected), None)


def vacancies(round: Round) -> list[tuple[Nomination, Nomination]]:
    """A free place and who may come up to it: the excluded one, and the first of the reserve of its type."""
    gone = Q(state=NominationState.EXCLUDED, grade__is_reserve=False)
    taken = dict(
        round.nominations.filter(state__in=[NominationState.SELECTED, NominationState.NAMED])
        .order_by()
        .values_list("grade")
        .annotate(count=Count("pk"))
    )
    found: dict[str, tuple[Nomination, Nomination]] = {}
    for row in (
        round.nominations.filter(gone).select_related("grade", "version").order_by("final_place", "pk")
    ):
        is_free = row.grade is not None and (
            row.grade.places is None or taken.get(row.grade_id, 0) < row.grade.places
        )
        reserve = next_reserve(round, row.site_type) if is_free and row.site_type not in found else None
        if reserve is not None:
            found[row.site_type] = (row, reserve)
    return list(found.values())
